package dev.sotto.models.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.tokens.Vocabulary.Merge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code tokenizer.json}, of which only what Whisper's tokenizers have is known: a byte-level
 * byte-pair model that neither normalises nor drops anything. Every other component is refused, as
 * it would give other tokens, or make the tokenizers library end the process.
 */
final class TokenizerJson {
  static final String FILE_NAME = "tokenizer.json";

  private final Path file;

  private TokenizerJson(Path file) {
    this.file = file;
  }

  static Vocabulary read(Path file) {
    return new TokenizerJson(file).vocabulary(TokenizerText.object(file));
  }

  private Vocabulary vocabulary(ObjectNode json) {
    absent(json, "normalizer");
    byteLevel(json, "pre_tokenizer");
    byteLevel(json, "decoder");
    require(
        !json.path("pre_tokenizer").path("add_prefix_space").asBoolean(),
        () -> "a \"pre_tokenizer\" that adds spaces");
    JsonNode model = json.path("model");
    require(
        model.isObject() && model.path("type").asText("BPE").equals("BPE"),
        () -> "\"model\" " + TokenizerText.shown(model.path("type")));
    absent(model, "dropout");
    absent(model, "continuing_subword_prefix");
    absent(model, "end_of_word_suffix");
    absent(model, "byte_fallback");
    return new Vocabulary(
        file,
        tokens(model.path("vocab")),
        merges(model.path("merges")),
        added(json.path("added_tokens")),
        model.path("ignore_merges").asBoolean());
  }

  private void byteLevel(JsonNode json, String key) {
    JsonNode component = json.path(key);
    require(
        component.path("type").asText().equals("ByteLevel")
            && component.path("use_regex").asBoolean(true),
        () -> "\"" + key + "\" " + TokenizerText.shown(component));
  }

  /** Not there, or of a value that does nothing. */
  private void absent(JsonNode json, String key) {
    JsonNode value = json.path(key);
    boolean nothing =
        value.isMissingNode()
            || value.isNull()
            || (value.isTextual() && value.textValue().isEmpty())
            || (value.isNumber() && value.doubleValue() == 0)
            || (value.isBoolean() && !value.booleanValue());
    require(nothing, () -> "\"" + key + "\" " + TokenizerText.shown(value));
  }

  private Map<String, Integer> tokens(JsonNode json) {
    require(json.isObject(), () -> "\"vocab\" " + TokenizerText.shown(json));
    return TokenizerText.ids(file, json);
  }

  private List<Merge> merges(JsonNode json) {
    require(json.isArray(), () -> "\"merges\" " + TokenizerText.shown(json));
    List<Merge> merges = new ArrayList<>();
    for (JsonNode merge : json) {
      if (merge.isTextual()) {
        merges.add(TokenizerText.merge(file, merge.textValue()));
      } else {
        require(
            merge.size() == 2 && merge.path(0).isTextual() && merge.path(1).isTextual(),
            () -> "the merge " + TokenizerText.shown(merge));
        merges.add(new Merge(merge.get(0).textValue(), merge.get(1).textValue()));
      }
    }
    return merges;
  }

  private List<ControlToken> added(JsonNode json) {
    require(
        json.isArray() || json.isNull() || json.isMissingNode(),
        () -> "\"added_tokens\" " + TokenizerText.shown(json));
    Map<Integer, ControlToken> added = new LinkedHashMap<>();
    for (JsonNode token : json) {
      if (!token.path("id").isInt() || !token.path("content").isTextual()) {
        throw SottoException.badInput(
            file,
            "expected an id and content for each of \"added_tokens\", found "
                + TokenizerText.shown(token));
      }
      int id = token.get("id").intValue();
      String text = token.get("content").textValue();
      ControlToken before =
          added.put(id, new ControlToken(id, text, token.path("special").asBoolean()));
      require(before == null, () -> "the added token " + id + " twice");
    }
    return List.copyOf(added.values());
  }

  /** The words are made only where they are needed: they may hold a vocabulary as text. */
  private void require(boolean holds, Supplier<String> found) {
    if (!holds) {
      throw TokenizerText.problem(file, found.get());
    }
  }
}
