package dev.sotto.compressor.saliency;

import java.util.Arrays;
import java.util.Map;

/**
 * Mean and population standard deviation of values that are not zero. Zero stands for a group of
 * zeros, which says nothing about those that stay.
 */
record Standardisation(double mean, double deviation) {
  static Standardisation of(Iterable<double[]> values) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (double[] array : values) {
      for (double value : array) {
        sum += value;
        count += value == 0 ? 0 : 1;
      }
    }
    if (count == 0) {
      return new Standardisation(0, 0);
    }
    double mean = sum / count;
    for (double[] array : values) {
      for (double value : array) {
        squares += value == 0 ? 0 : (value - mean) * (value - mean);
      }
    }
    return new Standardisation(mean, Math.sqrt(squares / count));
  }

  /** In deviations above the mean; minus infinity for zero. */
  double of(double value) {
    if (value == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return deviation == 0 ? 0 : (value - mean) / deviation;
  }

  /** Scores of standardised values, in which groups of zeros are below all others by one. */
  static GroupScores scores(Map<String, double[]> standardised) {
    double lowest =
        standardised.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(score -> score != Double.NEGATIVE_INFINITY)
            .min()
            .orElse(0);
    double zero = lowest - 1;
    standardised.values().forEach(values -> Arrays.setAll(values, i -> Math.max(values[i], zero)));
    return new GroupScores(standardised, zero);
  }
}
