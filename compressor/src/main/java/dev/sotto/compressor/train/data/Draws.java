package dev.sotto.compressor.train.data;

import java.util.SplittableRandom;

/** Random draws that are functions of where they are needed, not of what was drawn before. */
final class Draws {
  private Draws() {}

  /** A source for one purpose; any other seed or number gives an unrelated one. */
  static SplittableRandom of(long seed, long number, long purpose) {
    return new SplittableRandom(mix(seed, number, purpose));
  }

  /** Mixes three numbers into one, with the finaliser of SplitMix64 (G. Steele et al., 2014). */
  static long mix(long seed, long number, long purpose) {
    return finish(finish(finish(seed) + number) + purpose);
  }

  private static long finish(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
