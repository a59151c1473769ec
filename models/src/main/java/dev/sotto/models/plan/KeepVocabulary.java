package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.tokens.KeptTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes tokens out of the vocabulary: their rows of the embedding, their logits, and what files say
 * of them. Those that stay get new ids, in their order.
 *
 * @param tokens that stay, by their ids in what the edits before left
 */
public record KeepVocabulary(KeptTokens tokens) implements Edit {
  static final String KIND = "keep-vocabulary";
  private static final String BEFORE = "of";
  private static final String IDS = "ids";

  /** Reads the JSON form. */
  static KeepVocabulary read(PlanFields fields) {
    JsonNode before = fields.json().path(BEFORE);
    JsonNode ids = fields.json().path(IDS);
    if (!before.isInt() || before.intValue() < 1 || !ids.isArray()) {
      throw fields.bad(
          "expected the tokens that there are in \"of\", and a list of those that stay in \"ids\"");
    }
    List<String> ranges = new ArrayList<>();
    ids.forEach(range -> ranges.add(range.asText()));
    try {
      return new KeepVocabulary(KeptTokens.parse(before.intValue(), ranges));
    } catch (IllegalArgumentException e) {
      throw fields.bad("\"ids\": " + e.getMessage());
    }
  }

  /** The tokens that all of some edits leave, by their ids before them; none if none take any. */
  static Optional<KeptTokens> of(List<Edit> edits) {
    Optional<KeptTokens> kept = Optional.empty();
    for (Edit edit : edits) {
      if (edit instanceof KeepVocabulary more) {
        kept = Optional.of(kept.map(before -> before.then(more.tokens)).orElse(more.tokens));
      }
    }
    return kept;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    json.put(BEFORE, tokens.before());
    ArrayNode ids = json.putArray(IDS);
    tokens.ranges().forEach(ids::add);
  }

  @Override
  public Applier applier() {
    return new VocabularyTrimming(tokens);
  }
}
