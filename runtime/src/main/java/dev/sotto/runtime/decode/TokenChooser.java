package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import java.util.List;

/** Picks the token with the greatest logit among those not suppressed; of equals, the lowest id. */
final class TokenChooser {
  private final boolean[] suppressed;
  private final boolean[] suppressedAtBegin;
  private final float[] row;

  /**
   * A choice.
   *
   * @param logProbability natural logarithm of the token's probability, suppressed tokens aside
   * @param margin how far the next best logit lies below
   */
  record Choice(int token, double logProbability, double margin) {}

  TokenChooser(DecodingTokens tokens, int vocabulary) {
    this.suppressed = new boolean[vocabulary];
    mark(tokens.suppressedTokens(), suppressed);
    this.suppressedAtBegin = suppressed.clone();
    mark(tokens.suppressedAtBegin(), suppressedAtBegin);
    this.row = new float[vocabulary];
  }

  private static void mark(List<Integer> ids, boolean[] marks) {
    for (int id : ids) {
      marks[id] = true;
    }
  }

  /** The choice after the last token of a call; {@code begin} for the first that is written. */
  Choice choose(Logits logits, int item, boolean begin) {
    logits.read(item, logits.tokens() - 1, row);
    boolean[] skipped = begin ? suppressedAtBegin : suppressed;
    int best = -1;
    float bestLogit = Float.NEGATIVE_INFINITY;
    float nextLogit = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < row.length; id++) {
      if (skipped[id] || row[id] <= nextLogit) {
        continue;
      }
      if (row[id] > bestLogit) {
        nextLogit = bestLogit;
        bestLogit = row[id];
        best = id;
      } else {
        nextLogit = row[id];
      }
    }
    double sum = 0;
    for (int id = 0; id < row.length; id++) {
      sum += skipped[id] ? 0 : Math.exp(row[id] - bestLogit);
    }
    if (best < 0 || !Double.isFinite(sum)) {
      throw new SottoException(
          SottoException.Code.BAD_INPUT,
          "expected finite logits from the decoder, found a value that is no number; the model's"
              + " weights are broken");
    }
    return new Choice(best, -Math.log(sum), bestLogit - nextLogit);
  }

  /** The softmax of one token over the whole vocabulary, after the first token of a call. */
  double probabilityAtStart(Logits logits, int item, int token) {
    logits.read(item, 0, row);
    double max = Float.NEGATIVE_INFINITY;
    for (float logit : row) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp(logit - max);
    }
    return Math.exp(row[token] - max) / sum;
  }
}
