package dev.sotto.compressor.diagnose;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * The largest eigenvalue of a symmetric positive semi-definite matrix {@code A} that is only ever
 * applied to vectors, by power iteration: {@code v <- A v / |A v|}, estimate {@code v . A v}. (G.
 * Golub and C. Van Loan, "Matrix Computations", section 8.2.)
 *
 * <p>The estimate grows from step to step and is never above the eigenvalue, so that a run which
 * was cut short gives a lower bound.
 */
final class PowerIteration {
  /** The estimate is taken once a step changes it by less than this share. */
  private static final double TOLERANCE = 1e-9;

  private static final int MOST_STEPS = 2_000;

  private PowerIteration() {}

  /**
   * What was found.
   *
   * @param converged whether the last step changed the value by less than the tolerance
   */
  record Estimate(double value, int steps, boolean converged) {}

  /**
   * Estimates the eigenvalue from a random start.
   *
   * @param size rows of {@code A}
   * @param operator takes {@code v} and writes {@code A v} to the other
   */
  static Estimate largestEigenvalue(int size, BiConsumer<double[], double[]> operator, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] v = new double[size];
    for (int i = 0; i < size; i++) {
      v[i] = random.nextGaussian();
    }
    scale(v, 1 / Math.sqrt(dot(v, v)));
    double[] next = new double[size];
    double value = 0;
    for (int step = 1; step <= MOST_STEPS; step++) {
      operator.accept(v, next);
      double before = value;
      value = dot(v, next);
      double length = Math.sqrt(dot(next, next));
      if (length == 0 || Math.abs(value - before) <= TOLERANCE * Math.abs(value)) {
        return new Estimate(value, step, true);
      }
      double[] old = v;
      v = next;
      next = old;
      scale(v, 1 / length);
    }
    return new Estimate(value, MOST_STEPS, false);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void scale(double[] v, double factor) {
    for (int i = 0; i < v.length; i++) {
      v[i] *= factor;
    }
  }
}
