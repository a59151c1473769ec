package dev.sotto.runtime.features;

/**
 * Triangular filters that are evenly spaced on the mel scale and of equal area, from 0 to 8000 Hz,
 * over the {@value #FREQUENCY_BINS} bins of a 400-point spectrum at 16 kHz.
 *
 * <p>The scale is Slaney's (M. Slaney, "Auditory Toolbox", 1998): 200/3 Hz to a mel up to 1000 Hz,
 * then 27 mels to each factor of 6.4. Filter {@code m} rises from edge {@code m} to edge {@code
 * m+1} and falls to edge {@code m+2}, scaled by {@code 2 / (edge[m+2] - edge[m])}.
 */
public final class MelFilterBank {
  /** Bins of the spectrum: {@code 400 / 2 + 1}. */
  public static final int FREQUENCY_BINS = 201;

  private static final double HIGHEST_HERTZ = 8000;
  private static final double HERTZ_PER_BIN = HIGHEST_HERTZ / (FREQUENCY_BINS - 1);
  private static final double LINEAR_HERTZ_PER_MEL = 200.0 / 3;
  private static final double LOG_START_HERTZ = 1000;
  private static final double LOG_START_MEL = LOG_START_HERTZ / LINEAR_HERTZ_PER_MEL;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  /** Per filter, the bin that its first weight belongs to. */
  private final int[] firstBins;

  /** Per filter, its weights from its first bin on; a filter touches few bins. */
  private final double[][] weights;

  /**
   * @param melBins number of filters; Whisper has 80, from large-v3 on 128
   */
  public MelFilterBank(int melBins) {
    if (melBins < 1 || melBins >= FREQUENCY_BINS) {
      throw new IllegalArgumentException(
          "expected 1 to " + (FREQUENCY_BINS - 1) + " mel bins, received " + melBins);
    }
    firstBins = new int[melBins];
    weights = new double[melBins][];
    double melStep = mel(HIGHEST_HERTZ) / (melBins + 1);
    for (int m = 0; m < melBins; m++) {
      build(m, edge(m * melStep), edge((m + 1) * melStep), edge((m + 2) * melStep));
    }
  }

  private void build(int filter, double low, double centre, double high) {
    int first = (int) Math.floor(low / HERTZ_PER_BIN) + 1;
    int end = (int) Math.ceil(high / HERTZ_PER_BIN);
    double[] triangle = new double[Math.max(end - first, 0)];
    for (int i = 0; i < triangle.length; i++) {
      double frequency = (first + i) * HERTZ_PER_BIN;
      double rising = (frequency - low) / (centre - low);
      double falling = (high - frequency) / (high - centre);
      triangle[i] = Math.max(0, Math.min(rising, falling)) * 2 / (high - low);
    }
    firstBins[filter] = first;
    weights[filter] = triangle;
  }

  /** Number of filters. */
  public int melBins() {
    return weights.length;
  }

  /** The weighted sum of {@code power[201]} under one filter. */
  double apply(int filter, double[] power) {
    double[] triangle = weights[filter];
    int first = firstBins[filter];
    double sum = 0;
    for (int i = 0; i < triangle.length; i++) {
      sum += triangle[i] * power[first + i];
    }
    return sum;
  }

  private static double mel(double hertz) {
    return hertz < LOG_START_HERTZ
        ? hertz / LINEAR_HERTZ_PER_MEL
        : LOG_START_MEL + Math.log(hertz / LOG_START_HERTZ) / LOG_STEP;
  }

  /** In hertz; rounding must not lift the last edge over the last bin. */
  private static double edge(double mel) {
    double hertz =
        mel < LOG_START_MEL
            ? mel * LINEAR_HERTZ_PER_MEL
            : LOG_START_HERTZ * Math.exp(LOG_STEP * (mel - LOG_START_MEL));
    return Math.min(hertz, HIGHEST_HERTZ);
  }
}
