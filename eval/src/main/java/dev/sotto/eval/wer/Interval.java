package dev.sotto.eval.wer;

import java.util.Arrays;

/** A range of a figure. */
public record Interval(double low, double high) {
  public Interval {
    if (low > high) {
      throw new IllegalArgumentException(
          "expected an interval from low to high, found " + low + " to " + high);
    }
  }

  /**
   * The percentile interval of a bootstrap distribution.
   *
   * @param level what share of the distribution lies inside, 0.95 for a 95 % interval
   */
  public static Interval of(double[] distribution, double level) {
    if (distribution.length == 0 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "expected at least 1 figure and a level between 0 and 1, received "
              + distribution.length
              + " and "
              + level);
    }
    double[] sorted = distribution.clone();
    Arrays.sort(sorted);
    double tail = (1 - level) / 2;
    return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** Linear between the two nearest, numpy's default. */
  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
