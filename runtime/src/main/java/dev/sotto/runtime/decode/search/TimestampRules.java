package dev.sotto.runtime.decode.search;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.ControlTokens;
import java.util.Arrays;
import java.util.List;

/**
 * The rules for timestamps, as OpenAI's Whisper has them:
 *
 * <ul>
 *   <li>a text begins with a timestamp, of at most one second;
 *   <li>they stand in pairs, an end and the next beginning, but for the first and for the last
 *       before the end of the text;
 *   <li>time never goes back, and no stretch of text has no length;
 *   <li>if all timestamps together are more probable than any one other token, one of them comes
 *       next.
 * </ul>
 *
 * @see <a href="https://github.com/openai/whisper/blob/main/whisper/decoding.py">decoding.py,
 *     ApplyTimestampRules</a>
 */
final class TimestampRules implements TokenRule {
  /** A timestamp is a multiple of 0.02 s. */
  private static final int LATEST_FIRST = 50;

  private final ControlTokens control;
  private final int first;

  /**
   * @throws SottoException if the model has no timestamps
   */
  TimestampRules(ControlTokens control) {
    this.control = control;
    this.first =
        control
            .firstTimestamp()
            .orElseThrow(
                () -> SottoException.usage("expected a model with timestamps, found one without"));
  }

  @Override
  public void apply(float[] logits, List<Integer> written) {
    control.noTimestamps().ifPresent(token -> forbid(logits, token, token + 1));
    int count = written.size();
    if (count == 0) {
      forbid(logits, 0, first);
      forbid(logits, first + LATEST_FIRST + 1, logits.length);
    } else {
      boolean afterTime = isTime(written.get(count - 1));
      boolean afterPair = count < 2 || isTime(written.get(count - 2));
      if (afterTime && afterPair) {
        forbid(logits, first, logits.length);
      } else if (afterTime) {
        forbid(logits, 0, control.end());
      }
      written.stream()
          .filter(this::isTime)
          .reduce((earlier, later) -> later)
          .ifPresent(last -> forbid(logits, first, afterTime && !afterPair ? last : last + 1));
    }
    if (timeIsLikelier(logits)) {
      forbid(logits, 0, first);
    }
  }

  private boolean isTime(int token) {
    return token >= first;
  }

  private static void forbid(float[] logits, int from, int to) {
    if (from < Math.min(to, logits.length)) {
      Arrays.fill(logits, from, Math.min(to, logits.length), Float.NEGATIVE_INFINITY);
    }
  }

  /** Whether the sum of what the timestamps weigh is above the most that a text token weighs. */
  private boolean timeIsLikelier(float[] logits) {
    double text = most(logits, 0, first);
    double time = most(logits, first, logits.length);
    if (time == Float.NEGATIVE_INFINITY) {
      return false;
    }
    double sum = 0;
    for (int id = first; id < logits.length; id++) {
      sum += Math.exp(logits[id] - time);
    }
    return time + Math.log(sum) > text;
  }

  private static double most(float[] logits, int from, int to) {
    double most = Float.NEGATIVE_INFINITY;
    for (int id = from; id < to; id++) {
      most = Math.max(most, logits[id]);
    }
    return most;
  }
}
