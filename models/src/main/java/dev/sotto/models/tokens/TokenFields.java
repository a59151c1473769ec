package dev.sotto.models.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The fields of {@code config.json} and {@code generation_config.json} that hold ids of tokens:
 *
 * <pre>
 *   "eos_token_id": 50256, and all others of that ending, one id or a list
 *   "lang_to_id", "task_to_id": { "&lt;|en|&gt;": 50259, ... }
 *   "forced_decoder_ids": [ [1, 50259], ... ], of place and id
 *   "suppress_tokens", "begin_suppress_tokens": [ 1, 2, ... ]
 *   "bad_words_ids": [ [ 17, 4 ], ... ]
 * </pre>
 *
 * <p>Those that are suppressed may leave, and then leave the lists; a token that has a meaning
 * stays.
 */
public final class TokenFields {
  private static final String ENDING = "_token_id";
  private static final String FORCED = "forced_decoder_ids";
  private static final List<String> BY_NAME = List.of("lang_to_id", "task_to_id");
  private static final List<String> SUPPRESSED =
      List.of("suppress_tokens", "begin_suppress_tokens");
  private static final String WORDS = "bad_words_ids";

  private TokenFields() {}

  /** The ids that have a meaning to {@code json}. */
  public static BitSet named(JsonNode json) {
    BitSet named = new BitSet();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getKey().endsWith(ENDING)) {
        add(field.getValue(), named);
        field.getValue().forEach(id -> add(id, named));
      }
    }
    BY_NAME.forEach(key -> json.path(key).forEach(id -> add(id, named)));
    json.path(FORCED).forEach(pair -> add(pair.path(1), named));
    return named;
  }

  private static void add(JsonNode id, BitSet named) {
    if (id.isInt() && id.intValue() >= 0) {
      named.set(id.intValue());
    }
  }

  /** Has all fields of {@code json} say the new ids. */
  public static void renumber(ObjectNode json, KeptTokens kept) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getKey().endsWith(ENDING)) {
        field.setValue(
            field.getValue() instanceof ArrayNode ids
                ? renumbered(ids, kept)
                : id(field.getValue(), kept));
      }
    }
    for (String key : BY_NAME) {
      json.path(key).properties().forEach(entry -> entry.setValue(id(entry.getValue(), kept)));
    }
    for (JsonNode pair : json.path(FORCED)) {
      if (pair instanceof ArrayNode array && array.size() == 2) {
        array.set(1, id(array.get(1), kept));
      }
    }
    for (String key : SUPPRESSED) {
      if (json.path(key) instanceof ArrayNode ids) {
        json.set(key, renumbered(ids, kept));
      }
    }
    if (json.path(WORDS) instanceof ArrayNode words) {
      json.set(WORDS, words(words, kept));
    }
  }

  /** Whole words of tokens; one that can no longer be written need not be forbidden. */
  private static ArrayNode words(ArrayNode words, KeptTokens kept) {
    ArrayNode left = words.arrayNode();
    for (JsonNode word : words) {
      if (word instanceof ArrayNode ids && renumbered(ids, kept).size() == ids.size()) {
        left.add(renumbered(ids, kept));
      }
    }
    return left;
  }

  /** A list without the ids that leave. */
  static ArrayNode renumbered(ArrayNode ids, KeptTokens kept) {
    ArrayNode left = ids.arrayNode();
    for (JsonNode id : ids) {
      if (!id.isInt() || id.intValue() < 0 || moved(id.intValue(), kept).isPresent()) {
        left.add(id(id, kept));
      }
    }
    return left;
  }

  /** The new id; what is none, such as null or -1, stays as it is. */
  static JsonNode id(JsonNode old, KeptTokens kept) {
    return old.isInt() && old.intValue() >= 0
        ? IntNode.valueOf(moved(old.intValue(), kept).orElseThrow())
        : old;
  }

  /** What was beyond the vocabulary is so afterwards. */
  private static OptionalInt moved(int old, KeptTokens kept) {
    return old < kept.before() ? kept.id(old) : OptionalInt.of(old - kept.before() + kept.size());
  }
}
