package dev.sotto.compressor.train;

import java.util.ArrayDeque;
import java.util.Deque;

/** The mean of the last values: one step's loss says little. */
final class RecentMean {
  private static final int VALUES = 20;

  private final Deque<Double> values = new ArrayDeque<>();

  void add(double value) {
    values.addLast(value);
    if (values.size() > VALUES) {
      values.removeFirst();
    }
  }

  /** NaN before the first value. */
  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
