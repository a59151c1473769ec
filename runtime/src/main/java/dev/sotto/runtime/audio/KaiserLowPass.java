package dev.sotto.runtime.audio;

/**
 * Windowed-sinc low-pass taps, as {@code scipy.signal.firwin(2*h+1, 1/r, window=("kaiser", 5.0))}
 * with {@code r = max(up, down)} and {@code h = 10*r} gives them and {@code resample_poly} scales
 * them.
 *
 * <p>{@code taps[h+i] = up * sinc(i/r) * I0(5*sqrt(1-(i/h)^2)) / sum}, where {@code sum} makes the
 * taps add up to {@code up}. The window: J. F. Kaiser, "Nonrecursive digital filter design using
 * the I0-sinh window function", 1974.
 */
final class KaiserLowPass {
  private static final double BETA = 5.0;
  private static final int HALF_LENGTH_PER_RATE = 10;

  private KaiserLowPass() {}

  /** Taps on either side of the middle one. */
  static int halfLength(int up, int down) {
    return HALF_LENGTH_PER_RATE * Math.max(up, down);
  }

  /**
   * The middle tap and the {@code halfLength} to the right of it; those to the left mirror them.
   */
  static double[] rightHalf(int up, int down) {
    int rate = Math.max(up, down);
    int half = halfLength(up, down);
    double[] taps = new double[half + 1];
    double sum = 0;
    double peak = besselI0(BETA);
    for (int i = half; i >= 0; i--) {
      double fraction = (double) i / half;
      double window = besselI0(BETA * Math.sqrt(1 - fraction * fraction)) / peak;
      taps[i] = sinc((double) i / rate) / rate * window;
      sum += i == 0 ? taps[i] : 2 * taps[i];
    }
    for (int i = 0; i <= half; i++) {
      taps[i] = taps[i] / sum * up;
    }
    return taps;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /** Modified Bessel function of the first kind, order 0: the sum of ((x/2)^k / k!)^2. */
  private static double besselI0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
