package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.JsonFiles;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what {@link EvalJson} wrote. */
public final class EvalJsonReader {
  private final Path file;

  private EvalJsonReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a result.
   *
   * @throws SottoException if the file is missing, is no result of the form {@value
   *     EvalJson#FORMAT}, or lacks a field
   */
  public static EvalResult read(Path file) {
    return parse(file, JsonFiles.readObject(file));
  }

  /** As {@link #read}, for a result that is part of {@code file}. */
  public static EvalResult parse(Path file, JsonNode json) {
    return new EvalJsonReader(file).result(json);
  }

  private EvalResult result(JsonNode json) {
    if (!json.path("format").asText().equals(EvalJson.FORMAT)) {
      throw SottoException.badInput(
          file, "expected a result of the form " + EvalJson.FORMAT + ", as 'sotto eval' writes it");
    }
    JsonNode wer = object(json, "wer");
    JsonNode data = object(json, "data");
    return new EvalResult(
        new ModelIdentity(
            text(object(json, "model"), "folder"), texts(object(json, "model"), "sha256")),
        new DataIdentity(
            text(data, "name"),
            integer(data, "utterances"),
            number(data, "audioSeconds"),
            text(data, "fingerprint")),
        settings(object(json, "settings"), wer),
        utterances(json),
        new Interval(number(wer, "low"), number(wer, "high")),
        size(json),
        MeasurementJson.read(object(json, "speed")),
        texts(json, "versions"));
  }

  private EvaluationSettings settings(JsonNode json, JsonNode wer) {
    String language = text(json, "language");
    return new EvaluationSettings(
        new SessionSettings(
            integer(json, "threads"),
            constant(OptimizationLevel.class, json, "optimizationLevel"),
            bool(json, "memoryArena"),
            bool(json, "memoryPattern"),
            bool(json, "prepacking"),
            bool(json, "constantFolding"),
            Optional.empty()),
        new DecodingOptions(
            language.equals("auto") ? Optional.empty() : Optional.of(language),
            constant(Task.class, json, "task"),
            json.has("maxNewTokens")
                ? OptionalInt.of(integer(json, "maxNewTokens"))
                : OptionalInt.empty()),
        integer(json, "batchSize"),
        Optional.of(Normalizers.of(text(wer, "normalizer"))),
        new Bootstrap(integer(wer, "resamples"), whole(wer, "seed")));
  }

  private List<HeardUtterance> utterances(JsonNode json) {
    List<HeardUtterance> utterances = new ArrayList<>();
    for (JsonNode row : object(json, "utterances")) {
      List<Integer> tokens = new ArrayList<>();
      object(row, "tokens").forEach(token -> tokens.add(token.intValue()));
      JsonNode characters = object(row, "characters");
      utterances.add(
          new HeardUtterance(
              text(row, "id"),
              text(row, "reference"),
              text(row, "hypothesis"),
              tokens,
              new UtteranceScore(counts(row, "words"), counts(characters, "length"))));
    }
    return utterances;
  }

  private EditCounts counts(JsonNode json, String length) {
    long substitutions = whole(json, "substitutions");
    long deletions = whole(json, "deletions");
    long hits = whole(json, length) - substitutions - deletions;
    long insertions = whole(json, "insertions");
    if (Math.min(Math.min(hits, substitutions), Math.min(deletions, insertions)) < 0) {
      throw SottoException.badInput(file, "expected counts of edits that fit their lengths");
    }
    return new EditCounts(hits, substitutions, deletions, insertions);
  }

  private ModelSize size(JsonNode json) {
    JsonNode parameters = object(json, "parameters");
    JsonNode flops = object(json, "flops");
    return new ModelSize(
        whole(parameters, "logical"),
        whole(parameters, "zeroed"),
        whole(json, "bytes"),
        new Flops(
            whole(flops, "standard"),
            whole(flops, "encoder"),
            whole(flops, "crossKeyValue"),
            whole(flops, "prefill"),
            whole(flops, "perToken")));
  }

  private <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String name) {
    String found = text(json, name).toUpperCase(Locale.ROOT);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(found)) {
        return value;
      }
    }
    throw wrong(name, "one that Sotto knows");
  }

  private Map<String, String> texts(JsonNode json, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(json, name).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private JsonNode object(JsonNode json, String name) {
    JsonNode found = json.path(name);
    if (!found.isContainerNode()) {
      throw wrong(name, "an object or list");
    }
    return found;
  }

  private String text(JsonNode json, String name) {
    if (!json.path(name).isTextual()) {
      throw wrong(name, "a text");
    }
    return json.path(name).textValue();
  }

  private double number(JsonNode json, String name) {
    if (!json.path(name).isNumber()) {
      throw wrong(name, "a number");
    }
    return json.path(name).doubleValue();
  }

  private long whole(JsonNode json, String name) {
    if (!json.path(name).canConvertToExactIntegral() || !json.path(name).canConvertToLong()) {
      throw wrong(name, "a whole number");
    }
    return json.path(name).longValue();
  }

  private int integer(JsonNode json, String name) {
    if (!json.path(name).isInt()) {
      throw wrong(name, "a whole number");
    }
    return json.path(name).intValue();
  }

  private boolean bool(JsonNode json, String name) {
    if (!json.path(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return json.path(name).booleanValue();
  }

  private SottoException wrong(String name, String expected) {
    return SottoException.badInput(
        file,
        "expected \"%s\" with %s; an older Sotto's result must be made again"
            .formatted(name, expected));
  }
}
