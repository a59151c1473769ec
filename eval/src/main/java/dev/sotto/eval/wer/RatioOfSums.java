package dev.sotto.eval.wer;

import java.util.function.IntToLongFunction;

/**
 * A figure of a set of utterances: the sum of one number of each over the sum of another. A word
 * error rate is one, and so is the difference of two over the same words.
 */
public final class RatioOfSums {
  /** Draws at a time, which fit into the cache next to the processor. */
  private static final int BLOCK = 1_024;

  /** The most of one utterance: so many of a block still sum up to less than 32 bits. */
  public static final long MOST = Integer.MAX_VALUE / BLOCK;

  /**
   * Numerator in the upper half, denominator in the lower, since each utterance is a jump through
   * memory: both are summed at once.
   */
  private final long[] packed;

  /**
   * @param numerator of the utterance at an index
   * @param denominator of the same, from 0
   * @throws IllegalArgumentException if one of them is beyond {@link #MOST}
   */
  public RatioOfSums(int utterances, IntToLongFunction numerator, IntToLongFunction denominator) {
    this.packed = new long[utterances];
    for (int i = 0; i < utterances; i++) {
      long above = numerator.applyAsLong(i);
      long below = denominator.applyAsLong(i);
      if (Math.abs(above) > MOST || below < 0 || below > MOST) {
        throw new IllegalArgumentException(
            "expected numbers up to %d in an utterance, found %d and %d"
                .formatted(MOST, above, below));
      }
      packed[i] = (above << Integer.SIZE) + below;
    }
  }

  int utterances() {
    return packed.length;
  }

  /**
   * The figure of as many utterances as there are, drawn with replacement; a denominator below 1
   * counts as 1.
   */
  double drawn(Lcg random) {
    int[] indices = new int[Math.min(BLOCK, packed.length)];
    long numerator = 0;
    long denominator = 0;
    for (int done = 0; done < packed.length; done += BLOCK) {
      int count = Math.min(BLOCK, packed.length - done);
      random.nextInts(indices, count, packed.length);
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += packed[indices[i]];
      }
      long below = sum & 0xFFFF_FFFFL;
      numerator += (sum - below) >> Integer.SIZE;
      denominator += below;
    }
    return (double) numerator / Math.max(1, denominator);
  }
}
