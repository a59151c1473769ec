package dev.sotto.eval.measure;

import java.util.Collection;

/**
 * The middle of repeated measurements and how far they spread.
 *
 * @param value the median: of an even number of figures the mean of the middle two
 */
public record Median(double value, double low, double high) {

  public static Median of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("expected at least one figure");
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double value =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Median(value, sorted[0], sorted[sorted.length - 1]);
  }
}
