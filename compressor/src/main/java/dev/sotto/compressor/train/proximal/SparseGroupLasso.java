package dev.sotto.compressor.train.proximal;

import java.util.Arrays;

/**
 * The proximal operator of the sparse group lasso for one group,
 *
 * <pre>
 * argmin_x 1/2 * sum_i d_i * (x_i - w_i)^2 + c1 * ||x||_1 + c2 * ||x||_2
 * </pre>
 *
 * Each element is first drawn to zero, {@code u_i = sign(w_i) * max(|w_i| - c1 / d_i, 0)}, then the
 * group: {@code x = 0} where {@code ||d * u||_2 <= c2}, otherwise
 *
 * <pre>
 * x_i = theta * u_i / (theta + r_i)      r_i = c2 / d_i
 * sum_i (u_i / (theta + r_i))^2 = 1      theta = ||x||_2
 * </pre>
 *
 * The reverse order is not the minimum. Everything is written in {@code r}, not {@code d}, so that
 * an infinite metric is {@code r_i = 0}, which leaves the element as it is.
 */
public final class SparseGroupLasso {
  /** From the starting value below a dozen iterations suffice at spreads of the metric of 1e12. */
  private static final int MOST_ITERATIONS = 50;

  /** Newton's method squares the error: after a relative change below this, rounding is left. */
  private static final double CONVERGED = 1e-8;

  /** Elements of a run whose reciprocals are taken together. */
  private static final int RUN = 256;

  private SparseGroupLasso() {}

  /**
   * Replaces the group at {@code from} to {@code to} (excluded) of {@code w} by its proximal point.
   *
   * @param d the metric of each element, positive or infinite; overwritten
   * @return {@code ||x||_2}
   */
  public static double prox(double[] w, double[] d, int from, int to, double c1, double c2) {
    check(c1, c2);
    for (int i = from; i < to; i++) {
      double inverse = 1 / d[i];
      w[i] = soft(w[i], c1 > 0 ? c1 * inverse : 0);
      d[i] = c2 > 0 ? c2 * inverse : 0;
    }
    if (c2 == 0) {
      return norm(w, from, to);
    }
    double theta = theta(w, d, from, to);
    if (theta == 0) {
      Arrays.fill(w, from, to, 0);
      return 0;
    }
    for (int i = from; i < to; i++) {
      w[i] = w[i] * (theta / (theta + d[i]));
    }
    return theta;
  }

  /** The norm of the proximal point, by Newton's method; 0 for a group that becomes zero. */
  private static double theta(double[] u, double[] r, int from, int to) {
    // ||d * u||_2 <= c2 divided by c2: neither side overflows where the group is near its end
    double ratios = 0;
    double leastR = Double.POSITIVE_INFINITY;
    double single = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      if (u[i] != 0) {
        double ratio = u[i] / r[i];
        ratios += ratio * ratio;
        squares += u[i] * u[i];
        // compared, since Math.max in a chain costs more than the division
        double alone = Math.abs(u[i]) - r[i];
        if (alone > single) {
          single = alone;
        }
        if (r[i] < leastR) {
          leastR = r[i];
        }
      }
    }
    if (ratios <= 1) {
      return 0;
    }
    // Two lower bounds of the root: (||d * u|| - c2) / max d, and the root of each element alone,
    // which holds where the first has infinity or loses its digits.
    double first = (Math.sqrt(ratios) - 1) * leastR;
    double lowerBound =
        first > 0 && first < Double.POSITIVE_INFINITY ? Math.max(first, single) : single;
    return newton(u, r, from, to, lowerBound, Math.sqrt(squares));
  }

  /**
   * Newton's method on {@code S^(-1/2) = 1} with {@code S = sum (u / (theta + r))^2}. The left side
   * rises and is concave in theta, so a step from anywhere ends below the root and further steps
   * rise to it; it is a line, and one step enough, where all r are equal. The upper bound {@code
   * ||u||} is the start: it is close where the penalty is weak, as that of one training step is.
   */
  private static double newton(
      double[] u, double[] r, int from, int to, double lowerBound, double upperBound) {
    double[] inverses = new double[Math.min(RUN, to - from)];
    double theta = Math.max(lowerBound, step(u, r, from, to, upperBound, inverses));
    for (int iteration = 1; iteration < MOST_ITERATIONS; iteration++) {
      double next = Math.min(step(u, r, from, to, theta, inverses), upperBound);
      if (!(next > theta * (1 + CONVERGED))) {
        // also where weights are not numbers, which stay so and show in the loss
        return Math.max(next, 0);
      }
      theta = next;
    }
    return theta;
  }

  /** Where Newton's method goes from {@code theta}. */
  private static double step(
      double[] u, double[] r, int from, int to, double theta, double[] inverses) {
    // above zero, so that an element that is zero under an infinite metric is not 0 / 0
    double start = Math.max(theta, Double.MIN_NORMAL);
    double sum = 0;
    double slope = 0;
    for (int run = from; run < to; run += inverses.length) {
      int count = Math.min(inverses.length, to - run);
      // apart from the sums, which have an order, so that the compiler takes several at once
      for (int i = 0; i < count; i++) {
        inverses[i] = 1 / (start + r[run + i]);
      }
      for (int i = 0; i < count; i++) {
        double ratio = u[run + i] * inverses[i];
        double square = ratio * ratio;
        sum += square;
        slope += square * inverses[i];
      }
    }
    return start + (sum * Math.sqrt(sum) - sum) / slope;
  }

  private static double soft(double w, double threshold) {
    double magnitude = Math.abs(w) - threshold;
    // written so that what is not a number is kept
    return magnitude <= 0 ? 0 : Math.copySign(magnitude, w);
  }

  static double norm(double[] values, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += values[i] * values[i];
    }
    return Math.sqrt(squares);
  }

  private static void check(double c1, double c2) {
    if (!(c1 >= 0 && c2 >= 0)) {
      throw new IllegalArgumentException(
          "expected strengths from 0, received c1 = " + c1 + " and c2 = " + c2);
    }
  }
}
