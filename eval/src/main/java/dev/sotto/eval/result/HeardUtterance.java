package dev.sotto.eval.result;

import dev.sotto.eval.wer.UtteranceScore;
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
    Traits traits) {

  public HeardUtterance {
    tokens = List.copyOf(tokens);
    Objects.requireNonNull(traits);
  }

  /** An utterance of which nothing else is known. */
  public HeardUtterance(
      String id, String reference, String hypothesis, List<Integer> tokens, UtteranceScore score) {
    this(id, reference, hypothesis, tokens, score, Traits.UNKNOWN);
  }
}
