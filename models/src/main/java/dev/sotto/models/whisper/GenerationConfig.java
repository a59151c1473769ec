package dev.sotto.models.whisper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;

/**
 * How a Whisper is to be decoded: {@code generation_config.json}, with {@code config.json} where it
 * is silent.
 *
 * @param languages language token text such as {@code <|en|>} to its id; empty for an English-only
 *     model
 * @param tasks {@code transcribe} and {@code translate} to their ids; empty for an English-only
 *     model
 * @param alignmentHeads pairs of decoder layer and cross-attention head used for word times
 */
public record GenerationConfig(
    boolean multilingual,
    int decoderStartToken,
    int endToken,
    OptionalInt noTimestampsToken,
    int maxLength,
    List<Integer> suppressedTokens,
    List<Integer> suppressedAtBegin,
    Map<String, Integer> languages,
    Map<String, Integer> tasks,
    List<AlignmentHead> alignmentHeads) {

  public static final String FILE_NAME = "generation_config.json";

  /** A cross-attention head of the decoder. */
  public record AlignmentHead(int layer, int head) {}

  public GenerationConfig {
    suppressedTokens = List.copyOf(suppressedTokens);
    suppressedAtBegin = List.copyOf(suppressedAtBegin);
    languages = Collections.unmodifiableMap(new LinkedHashMap<>(languages));
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    alignmentHeads = List.copyOf(alignmentHeads);
  }

  /**
   * Reads the settings of an export folder.
   *
   * @throws SottoException if a file is malformed or the start or end token is stated nowhere
   */
  public static GenerationConfig read(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    ObjectNode json = JsonFiles.readObject(folder.resolve(WhisperConfig.FILE_NAME));
    if (Files.exists(file)) {
      json.setAll(JsonFiles.readObject(file));
    }
    Map<String, Integer> languages = ids(file, json.path("lang_to_id"));
    return new GenerationConfig(
        json.path("is_multilingual").asBoolean(!languages.isEmpty()),
        token(file, json, "decoder_start_token_id"),
        token(file, json, "eos_token_id"),
        json.path("no_timestamps_token_id").isInt()
            ? OptionalInt.of(json.path("no_timestamps_token_id").intValue())
            : OptionalInt.empty(),
        json.path("max_length").asInt(json.path("max_target_positions").asInt(448)),
        tokens(file, json.path("suppress_tokens")),
        tokens(file, json.path("begin_suppress_tokens")),
        languages,
        ids(file, json.path("task_to_id")),
        alignmentHeads(file, json.path("alignment_heads")));
  }

  private static int token(Path file, ObjectNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isInt() || value.intValue() < 0) {
      throw SottoException.badInput(
          file, "expected a token id for \"" + key + "\", found " + value);
    }
    return value.intValue();
  }

  private static List<Integer> tokens(Path file, JsonNode array) {
    if (array.isMissingNode() || array.isNull()) {
      return List.of();
    }
    return StreamSupport.stream(array.spliterator(), false)
        .map(
            value -> {
              if (!value.isInt()) {
                throw SottoException.badInput(file, "expected token ids, found " + value);
              }
              return value.intValue();
            })
        // Some configurations write [-1] for "nothing is suppressed".
        .filter(id -> id >= 0)
        .toList();
  }

  private static Map<String, Integer> ids(Path file, JsonNode object) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isInt()) {
        throw SottoException.badInput(file, "expected a token id for \"" + field.getKey() + "\"");
      }
      ids.put(field.getKey(), field.getValue().intValue());
    }
    return ids;
  }

  private static List<AlignmentHead> alignmentHeads(Path file, JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(
            pair -> {
              if (pair.size() != 2 || !pair.get(0).isInt() || !pair.get(1).isInt()) {
                throw SottoException.badInput(
                    file, "expected [layer, head] in \"alignment_heads\", found " + pair);
              }
              return new AlignmentHead(pair.get(0).intValue(), pair.get(1).intValue());
            })
        .toList();
  }
}
