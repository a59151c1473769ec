package dev.sotto.fuzz;

import java.util.Random;

/** Numbers at which arithmetic breaks. */
final class Extremes {
  private static final long[] WHOLE = {
    0,
    1,
    -1,
    2,
    3,
    -2,
    7,
    8,
    64,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    1_000_000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final double[] REAL = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    1e-300,
    1e300,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Float.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private Extremes() {}

  /** An extreme, or a neighbour of {@code value}. */
  static long whole(long value, Random random) {
    return random.nextInt(3) == 0
        ? value + random.nextInt(5) - 2
        : WHOLE[random.nextInt(WHOLE.length)];
  }

  static double real(Random random) {
    return REAL[random.nextInt(REAL.length)];
  }
}
