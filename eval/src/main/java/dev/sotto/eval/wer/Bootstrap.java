package dev.sotto.eval.wer;

import java.util.stream.IntStream;

/**
 * Draws data sets of the same size from a data set, with replacement, to see how far a figure
 * depends on the utterances that happen to be in it (Efron 1979; for word error rate Bisani and Ney
 * 2004).
 *
 * @param resamples how many; 1,000 for a rough interval, 10,000 for one to publish
 * @param seed the same seed gives the same resamples
 */
public record Bootstrap(int resamples, long seed) {
  /** More than any interval needs; the figure of each resample is held. */
  public static final int MOST_RESAMPLES = 1_000_000;

  /** Resamples that one thread draws in a row. */
  private static final int CHUNK = 64;

  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 bootstrap resample, received " + resamples);
    }
  }

  /**
   * The figure of each resample, as many utterances as there are: {@code [resamples]}, in the order
   * drawn.
   *
   * @throws IllegalArgumentException if there is no utterance
   */
  public double[] distribution(RatioOfSums ratio) {
    if (ratio.utterances() < 1) {
      throw new IllegalArgumentException("expected at least 1 utterance, received none");
    }
    double[] figures = new double[resamples];
    IntStream.range(0, (resamples + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(chunk -> draw(chunk * CHUNK, ratio, figures));
    return figures;
  }

  /** The figures of one chunk, from the numbers that one after another would have come to it. */
  private void draw(int from, RatioOfSums ratio, double[] figures) {
    Lcg random = new Lcg(seed);
    random.skip((long) from * ratio.utterances());
    for (int resample = from; resample < Math.min(from + CHUNK, resamples); resample++) {
      figures[resample] = ratio.drawn(random);
    }
  }
}
