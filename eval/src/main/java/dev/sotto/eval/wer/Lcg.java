package dev.sotto.eval.wer;

/**
 * A 64-bit linear congruential generator (Knuth's MMIX constants). Its numbers are the same on
 * every machine and in every language, so that a published interval can be recomputed.
 */
public final class Lcg {
  private long state;

  public Lcg(long seed) {
    this.state = seed;
  }

  /** Uniform in [0, 1), from the upper 53 bits. */
  public double nextDouble() {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return (state >>> 11) * 0x1p-53;
  }

  /** Uniform in 0 to {@code bound} - 1. */
  public int nextInt(int bound) {
    return (int) (nextDouble() * bound);
  }
}
