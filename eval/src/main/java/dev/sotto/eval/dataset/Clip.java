package dev.sotto.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A recording of which perhaps nobody wrote down what is said.
 *
 * @param audio the recording, absolute, or a part of it
 * @param hasText whether its manifest says what is said; a blank text says nothing
 * @param language as its manifest says
 * @param fields all that its manifest says, in order; none for a recording outside a manifest
 */
public record Clip(
    AudioPart audio, boolean hasText, Optional<String> language, Map<String, JsonNode> fields) {

  public Clip {
    Objects.requireNonNull(audio);
    Objects.requireNonNull(language);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A clip of which {@code row} says all that its manifest says. */
  public Clip(AudioPart audio, boolean hasText, Optional<String> language, ObjectNode row) {
    this(audio, hasText, language, fields(row));
  }

  private static Map<String, JsonNode> fields(ObjectNode row) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    row.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  /** A clip of a data set, with what that says of it. */
  public static Clip of(Utterance said) {
    ObjectNode row = JsonFiles.newObject();
    if (!said.audio().isWhole()) {
      row.put("offset", said.audio().start());
    }
    said.durationSeconds().ifPresent(seconds -> row.put("duration", seconds));
    row.put("text", said.reference());
    said.language().ifPresent(code -> row.put("language", code));
    said.speaker().ifPresent(name -> row.put("speaker", name));
    return new Clip(said.audio(), !said.reference().isBlank(), said.language(), row);
  }

  /** This clip as if nobody had written down what is said. */
  public Clip withoutText() {
    Map<String, JsonNode> others = new LinkedHashMap<>(fields);
    others.remove("text");
    return new Clip(audio, false, language, others);
  }

  /** A recording outside a manifest. */
  public static Clip of(Path audio) {
    return new Clip(
        AudioPart.whole(audio.toAbsolutePath().normalize()), false, Optional.empty(), Map.of());
  }
}
