package dev.sotto.eval.wer;

/**
 * A 64-bit linear congruential generator (Knuth's MMIX constants). Its numbers are the same on
 * every machine and in every language, so that a published interval can be recomputed.
 */
public final class Lcg {
  private static final long FACTOR = 6364136223846793005L;
  private static final long SUMMAND = 1442695040888963407L;

  private long state;

  public Lcg(long seed) {
    this.state = seed;
  }

  /** Uniform in [0, 1), from the upper 53 bits. */
  public double nextDouble() {
    state = state * FACTOR + SUMMAND;
    return (state >>> 11) * 0x1p-53;
  }

  /** Uniform in 0 to {@code bound} - 1. */
  public int nextInt(int bound) {
    return (int) (nextDouble() * bound);
  }

  /** The next {@code count} numbers of {@link #nextInt}, with its state in a register. */
  void nextInts(int[] into, int count, int bound) {
    long current = state;
    // A power of two times a whole number is exact, so this rounds as the two factors do in turn.
    double scale = 0x1p-53 * bound;
    for (int i = 0; i < count; i++) {
      current = current * FACTOR + SUMMAND;
      into[i] = (int) ((current >>> 11) * scale);
    }
    state = current;
  }

  /**
   * Goes on as if {@code steps} numbers had been taken, by squaring the step (F. Brown, Random
   * number generation with arbitrary strides, 1994).
   */
  public void skip(long steps) {
    long factor = FACTOR;
    long summand = SUMMAND;
    for (long rest = steps; rest > 0; rest >>>= 1) {
      if ((rest & 1) == 1) {
        state = state * factor + summand;
      }
      summand = (factor + 1) * summand;
      factor *= factor;
    }
  }
}
