package dev.sotto.eval.signs;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.Objects;

/**
 * What was said and what was heard in one clip, both normalised, with the score of the pair.
 *
 * @param id unique in its data set
 * @param looped whether the recogniser began to repeat itself and its text was cut, so that the
 *     hypothesis no longer shows it
 */
public record HeardText(
    String id, String reference, String hypothesis, UtteranceScore score, boolean looped) {
  public HeardText {
    Objects.requireNonNull(id);
    Objects.requireNonNull(reference);
    Objects.requireNonNull(hypothesis);
    Objects.requireNonNull(score);
  }

  /**
   * Normalises and scores a pair.
   *
   * @param looped whether the hypothesis is what was left of a text that repeated itself
   */
  public static HeardText of(TextPair pair, Scorer scorer, boolean looped) {
    Scorer.Scored scored = scorer.score(pair);
    return new HeardText(
        pair.id(), scored.reference(), scored.hypothesis(), scored.score(), looped);
  }
}
