package dev.sotto.models.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.tokens.Vocabulary.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a tokenizer when only some tokens stay: others and the merges that made them leave,
 * and all ids are new. As bytes stay, any text can still be encoded, to more tokens where it needs
 * one that left. Files were read as a {@link Vocabulary} before, so they have the form of one.
 */
public record SmallerTokenizer(KeptTokens kept) {
  private static final String ADDED = "added_tokens";
  private static final String ID = "id";

  /** Changes {@code tokenizer.json}. */
  public void tokenizer(ObjectNode json) {
    for (JsonNode token : json.path(ADDED)) {
      renumber(token, ID);
    }
    postProcessor(json.path("post_processor"));
    renumber(json.path("padding"), "pad_id");
    if (json.path("model") instanceof ObjectNode model
        && model.path("vocab") instanceof ObjectNode symbols) {
      symbols(symbols);
      if (model.path("merges") instanceof ArrayNode merges) {
        model.set("merges", merges(merges, names(symbols)));
      }
    }
  }

  /** Changes {@code vocab.json} or {@code added_tokens.json}: ids by token. */
  public void symbols(ObjectNode ids) {
    ids.properties().removeIf(token -> !stays(token.getValue()));
    ids.properties().forEach(token -> token.setValue(TokenFields.id(token.getValue(), kept)));
  }

  /**
   * {@code merges.txt}, comments included.
   *
   * @param symbols that stay
   */
  public String merges(String text, Set<String> symbols) {
    Map<Merge, String> lines = new LinkedHashMap<>();
    StringBuilder left = new StringBuilder();
    for (String line : text.lines().toList()) {
      int space = line.indexOf(' ');
      if (line.isEmpty() || line.startsWith("#version") || space < 0) {
        left.append(line).append('\n');
      } else {
        lines.put(new Merge(line.substring(0, space), line.substring(space + 1)), line);
      }
    }
    for (Merge merge : KeptMerges.of(lines.keySet(), symbols)) {
      left.append(lines.get(merge)).append('\n');
    }
    return left.toString();
  }

  /** Changes {@code tokenizer_config.json} or {@code special_tokens_map.json}. */
  public void settings(ObjectNode json) {
    if (json.path("added_tokens_decoder") instanceof ObjectNode decoder) {
      ObjectNode renumbered = decoder.objectNode();
      decoder
          .properties()
          .forEach(token -> renumbered.set(newKey(token.getKey()), token.getValue()));
      json.set("added_tokens_decoder", renumbered);
    }
    TokenFields.renumber(json, kept);
    json.forEach(token -> renumber(token, ID));
  }

  private String newKey(String id) {
    return TokenFields.id(IntNode.valueOf(Integer.parseInt(id)), kept).asText();
  }

  /** The tokens that {@code ids} names. */
  public static Set<String> names(ObjectNode ids) {
    return ids.properties().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private boolean stays(JsonNode id) {
    return !id.isInt() || id.intValue() >= kept.before() || kept.has(id.intValue());
  }

  private void renumber(JsonNode json, String key) {
    if (json instanceof ObjectNode object && object.path(key).isInt()) {
      object.set(key, TokenFields.id(object.get(key), kept));
    }
  }

  private ArrayNode merges(ArrayNode merges, Set<String> symbols) {
    Map<Merge, JsonNode> nodes = new LinkedHashMap<>();
    for (JsonNode merge : merges) {
      List<String> parts = new ArrayList<>();
      if (merge.isTextual()) {
        parts.addAll(List.of(merge.textValue().split(" ", 2)));
      } else {
        merge.forEach(part -> parts.add(part.asText()));
      }
      nodes.put(new Merge(parts.get(0), parts.get(1)), merge);
    }
    ArrayNode left = merges.arrayNode();
    KeptMerges.of(nodes.keySet(), symbols).forEach(merge -> left.add(nodes.get(merge)));
    return left;
  }

  /** A template has lists of ids by token, older kinds pairs of a token and its id. */
  private void postProcessor(JsonNode processor) {
    for (JsonNode token : processor.path("special_tokens")) {
      if (token instanceof ObjectNode object && object.path("ids") instanceof ArrayNode ids) {
        object.set("ids", TokenFields.renumbered(ids, kept));
      }
    }
    for (String end : List.of("sep", "cls")) {
      if (processor.path(end) instanceof ArrayNode pair && pair.path(1).isInt()) {
        pair.set(1, TokenFields.id(pair.get(1), kept));
      }
    }
    processor.path("processors").forEach(this::postProcessor);
  }
}
