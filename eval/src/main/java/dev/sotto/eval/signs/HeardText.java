package dev.sotto.eval.signs;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.Objects;

/**
 * What was said and what was heard in one clip, both normalised, with the score of the pair.
 *
 * @param id unique in its data set
 */
public record HeardText(String id, String reference, String hypothesis, UtteranceScore score) {
  public HeardText {
    Objects.requireNonNull(id);
    Objects.requireNonNull(reference);
    Objects.requireNonNull(hypothesis);
    Objects.requireNonNull(score);
  }

  /** Normalises and scores a pair. */
  public static HeardText of(TextPair pair, Scorer scorer) {
    Scorer.Scored scored = scorer.score(pair);
    return new HeardText(pair.id(), scored.reference(), scored.hypothesis(), scored.score());
  }
}
