package dev.sotto.models.whisper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.GenerationConfig.AlignmentHead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The fields of one configuration that decoding asks for, each of the right type or an error. */
final class GenerationFields {
  private static final Map<String, String> TOKEN_FIELDS =
      Map.of(
          "decoder_start_token_id", "<|startoftranscript|>",
          "eos_token_id", "<|endoftext|>",
          "no_timestamps_token_id", "<|notimestamps|>",
          "prev_sot_token_id", "<|startofprev|>");

  /** What some files write for "none" among ids. */
  private static final int NONE = -1;

  private final Path file;
  private final ObjectNode json;

  GenerationFields(Path file, ObjectNode json) {
    this.file = file;
    this.json = json;
  }

  Optional<Boolean> multilingual() {
    JsonNode value = json.path("is_multilingual");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw wrong("true or false", "is_multilingual", value);
    }
    return Optional.of(value.booleanValue());
  }

  OptionalInt maxLength() {
    JsonNode value = json.path("max_length");
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.isInt() || value.intValue() < 1) {
      throw wrong("a positive whole number", "max_length", value);
    }
    return OptionalInt.of(value.intValue());
  }

  /** All ids of control tokens, in the order of their fields' names. */
  List<StatedToken> tokens() {
    List<StatedToken> tokens = new ArrayList<>();
    TOKEN_FIELDS.keySet().stream()
        .sorted()
        .forEach(key -> add(tokens, key, TOKEN_FIELDS.get(key), single(json.path(key))));
    for (Map.Entry<String, JsonNode> language : object("lang_to_id")) {
      add(tokens, "lang_to_id", language.getKey(), language.getValue());
    }
    for (Map.Entry<String, JsonNode> task : object("task_to_id")) {
      add(tokens, "task_to_id", "<|" + task.getKey() + "|>", task.getValue());
    }
    return tokens;
  }

  /** Some files have the one end token as a list. */
  private static JsonNode single(JsonNode value) {
    return value.isArray() && value.size() == 1 ? value.get(0) : value;
  }

  private Iterable<Map.Entry<String, JsonNode>> object(String key) {
    JsonNode value = json.path(key);
    if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
      throw wrong("an object of token ids", key, value);
    }
    return value.properties();
  }

  private void add(List<StatedToken> tokens, String key, String token, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return;
    }
    String field = file + ": \"" + key + "\"";
    tokens.add(new StatedToken(field, token, id(key, value)));
  }

  private int id(String key, JsonNode value) {
    if (!value.isInt() || value.intValue() < 0) {
      throw wrong("a token id", key, value);
    }
    return value.intValue();
  }

  /** The ids that follow the start token; places that are left to the decoder have none. */
  List<Integer> forced() {
    JsonNode pairs = json.path("forced_decoder_ids");
    List<Integer> ids = new ArrayList<>();
    if (pairs.isMissingNode() || pairs.isNull()) {
      return ids;
    }
    for (JsonNode pair : array("forced_decoder_ids", pairs)) {
      if (pair.size() != 2 || !pair.path(0).isInt()) {
        throw wrong("pairs of place and token id", "forced_decoder_ids", pair);
      }
      if (!pair.get(1).isNull()) {
        ids.add(id("forced_decoder_ids", pair.get(1)));
      }
    }
    return ids;
  }

  /** A list of ids; empty if it is not there. */
  Optional<List<Integer>> ids(String key) {
    if (!json.has(key)) {
      return Optional.empty();
    }
    List<Integer> ids = new ArrayList<>();
    if (!json.get(key).isNull()) {
      for (JsonNode value : array(key, json.get(key))) {
        if (!value.isInt() || value.intValue() != NONE) {
          ids.add(id(key, value));
        }
      }
    }
    return Optional.of(ids);
  }

  private JsonNode array(String key, JsonNode value) {
    if (!value.isArray()) {
      throw wrong("a list", key, value);
    }
    return value;
  }

  List<AlignmentHead> alignmentHeads() {
    List<AlignmentHead> heads = new ArrayList<>();
    for (JsonNode pair : json.path("alignment_heads")) {
      if (pair.size() != 2 || !pair.path(0).isInt() || !pair.path(1).isInt()) {
        throw wrong("pairs of layer and head", "alignment_heads", pair);
      }
      heads.add(new AlignmentHead(pair.get(0).intValue(), pair.get(1).intValue()));
    }
    return heads;
  }

  private SottoException wrong(String expected, String key, JsonNode found) {
    return SottoException.badInput(
        file, "expected " + expected + " for \"" + key + "\", found " + JsonFiles.found(found));
  }
}
