package dev.sotto.eval.result;

import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.List;
import java.util.Objects;

/**
 * What was said in one clip and what was heard.
 *
 * @param reference not normalised
 * @param hypothesis not normalised
 * @param tokens as written by the model, end tokens included; none where only its text is known
 * @param score of the normalised texts
 */
public record HeardUtterance(
    String id,
    String reference,
    String hypothesis,
    List<Integer> tokens,
    UtteranceScore score,
    Traits traits,
    Certainty certainty) {

  public HeardUtterance {
    tokens = List.copyOf(tokens);
    Objects.requireNonNull(traits);
    Objects.requireNonNull(certainty);
  }

  /** The error rates of these utterances together. */
  static WordErrorRate rate(List<HeardUtterance> utterances) {
    return new WordErrorRate(utterances.stream().map(HeardUtterance::score).toList());
  }
}
