package dev.sotto.runtime.audio;

/**
 * The logarithmic eight bits of North American telephony (ITU-T G.711): one byte a sample, finer
 * near zero.
 *
 * <p>A byte, its bits inverted, is a sign, an exponent {@code e} of three bits and a mantissa
 * {@code m} of four; its magnitude is {@code ((8*m + 132) << e) - 132} in units of {@code 2^-15}.
 */
public final class MuLaw {
  private static final int BIAS = 132;
  private static final int LARGEST = 0x7FFF - BIAS;
  private static final int SIGN = 0x80;

  private MuLaw() {}

  /** The byte for a sample of full scale ±1; what is louder becomes the loudest. */
  public static byte encode(float sample) {
    int value = Math.round(sample * 0x1p15f);
    int biased = Math.min(Math.abs(value), LARGEST) + BIAS;
    int exponent = 31 - Integer.numberOfLeadingZeros(biased) - 7;
    int mantissa = (biased >> (exponent + 3)) & 0xF;
    return (byte) ~((value < 0 ? SIGN : 0) | exponent << 4 | mantissa);
  }

  /** The sample of a byte, full scale ±1. */
  static double decode(byte code) {
    int bits = ~code;
    int magnitude = ((((bits & 0xF) << 3) + BIAS) << ((bits & 0x70) >> 4)) - BIAS;
    return ((bits & SIGN) == 0 ? magnitude : -magnitude) * 0x1p-15;
  }
}
