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

  /** A figure of the utterances at some indices, each index once for every time it was drawn. */
  @FunctionalInterface
  public interface Statistic {
    /**
     * The figure of one resample.
     *
     * @param indices reused after the call
     */
    double of(int[] indices);
  }

  /**
   * The figure of each resample of {@code utterances} utterances: {@code [resamples]}, in the order
   * drawn. A paired comparison is a statistic that looks at two systems.
   *
   * @param statistic asked by several threads at once
   */
  public double[] distribution(int utterances, Statistic statistic) {
    if (utterances < 1) {
      throw new IllegalArgumentException("expected at least 1 utterance, received " + utterances);
    }
    double[] figures = new double[resamples];
    IntStream.range(0, (resamples + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(chunk -> draw(chunk * CHUNK, utterances, statistic, figures));
    return figures;
  }

  /** The figures of one chunk, from the numbers that one after another would have come to it. */
  private void draw(int from, int utterances, Statistic statistic, double[] figures) {
    Lcg random = new Lcg(seed);
    random.skip((long) from * utterances);
    int[] indices = new int[utterances];
    for (int resample = from; resample < Math.min(from + CHUNK, resamples); resample++) {
      for (int i = 0; i < utterances; i++) {
        indices[i] = random.nextInt(utterances);
      }
      figures[resample] = statistic.of(indices);
    }
  }
}
