package dev.sotto.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A recording of which perhaps nobody wrote down what is said.
 *
 * @param audio the recording, absolute
 * @param hasText whether its manifest says what is said; a blank text says nothing
 * @param language as its manifest says
 * @param fields all that its manifest says, in order; none for a recording outside a manifest
 */
public record Clip(
    Path audio, boolean hasText, Optional<String> language, Map<String, JsonNode> fields) {

  public Clip {
    Objects.requireNonNull(audio);
    Objects.requireNonNull(language);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A recording outside a manifest. */
  public static Clip of(Path audio) {
    return new Clip(audio.toAbsolutePath().normalize(), false, Optional.empty(), Map.of());
  }
}
