package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.DecodingTokens;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Finds out as early as can be that a decoder runs away: that it writes the same tokens over and
 * over.
 *
 * <p>A text loops when its last tokens are a phrase of any length that stands at least {@value
 * #FEWEST_TIMES} times in a row, {@value #FEWEST_TOKENS} tokens or more in all. People say a thing
 * three times; a word or a digit they say more often, for which the second number is there: {@code
 * no no no no} and {@code 0000} go on. Timestamps do not count, since they differ from time to
 * time.
 */
final class LoopDetector {
  static final int FEWEST_TIMES = 4;
  static final int FEWEST_TOKENS = 16;

  private final DecodingTokens meanings;

  LoopDetector(DecodingTokens meanings) {
    this.meanings = meanings;
  }

  /**
   * How many tokens stay of a text that has just begun to loop: up to the first time that the
   * phrase stands there, with a timestamp that follows it. Empty if it does not loop.
   *
   * @param tokens without the end token; if they looped before, this was asked before
   */
  OptionalInt kept(List<Integer> tokens) {
    int[] words =
        IntStream.range(0, tokens.size())
            .filter(at -> !meanings.isTimestamp(tokens.get(at)))
            .toArray();
    for (int period = 1; period <= words.length / FEWEST_TIMES; period++) {
      int times = Math.max(FEWEST_TIMES, (FEWEST_TOKENS + period - 1) / period);
      int looping = times * period;
      if (looping <= words.length && repeats(tokens, words, period, looping)) {
        int end = words[words.length - looping + period - 1] + 1;
        boolean timed = end < tokens.size() && meanings.isTimestamp(tokens.get(end));
        return OptionalInt.of(timed ? end + 1 : end);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Whether each of the last {@code looping} words but the first few is the one a period before.
   */
  private static boolean repeats(List<Integer> tokens, int[] words, int period, int looping) {
    for (int at = words.length - 1; at >= words.length - looping + period; at--) {
      if (!tokens.get(words[at]).equals(tokens.get(words[at - period]))) {
        return false;
      }
    }
    return true;
  }
}
