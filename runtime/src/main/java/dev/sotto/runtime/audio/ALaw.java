package dev.sotto.runtime.audio;

/**
 * The logarithmic eight bits of European telephony (ITU-T G.711).
 *
 * <p>A byte, every other bit inverted, is a sign (set for positive), an exponent {@code e} of three
 * bits and a mantissa {@code m} of four; its magnitude in units of {@code 2^-15} is {@code 16*m +
 * 8} for {@code e = 0} and {@code (16*m + 264) << (e-1)} otherwise.
 */
final class ALaw {
  private static final int INVERTED = 0x55;
  private static final int SIGN = 0x80;

  private ALaw() {}

  /** The sample of a byte, full scale ±1. */
  static double decode(byte code) {
    int bits = code ^ INVERTED;
    int exponent = (bits & 0x70) >> 4;
    int mantissa = (bits & 0xF) << 4;
    int magnitude = exponent == 0 ? mantissa + 8 : (mantissa + 264) << (exponent - 1);
    return ((bits & SIGN) != 0 ? magnitude : -magnitude) * 0x1p-15;
  }
}
