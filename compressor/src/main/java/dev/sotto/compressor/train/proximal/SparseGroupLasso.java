package dev.sotto.compressor.train.proximal;

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
  private static final double CONVERGED = 1e-11;

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
    for (int i = from; i < to; i++) {
      w[i] = theta == 0 ? 0 : shrunk(w[i], theta, d[i]);
    }
    return theta;
  }

  /**
   * The same where one {@code d} holds for all elements, in closed form: {@code x = u * max(0, 1 -
   * c2 / (d * ||u||_2))}.
   *
   * @return {@code ||x||_2}
   */
  public static double prox(double[] w, double d, int from, int to, double c1, double c2) {
    check(c1, c2);
    double threshold = c1 > 0 ? c1 / d : 0;
    for (int i = from; i < to; i++) {
      w[i] = soft(w[i], threshold);
    }
    double norm = norm(w, from, to);
    double shrinkage = c2 > 0 ? c2 / d : 0;
    if (shrinkage == 0) {
      return norm;
    }
    double kept = norm <= shrinkage ? 0 : 1 - shrinkage / norm;
    for (int i = from; i < to; i++) {
      w[i] = kept == 0 ? 0 : kept * w[i];
    }
    return kept * norm;
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
        single = Math.max(single, Math.abs(u[i]) - r[i]);
        squares += u[i] * u[i];
        leastR = Math.min(leastR, r[i]);
      }
    }
    if (ratios <= 1) {
      return 0;
    }
    // Two lower bounds of the root: that of method and paper, (||d * u|| - c2) / max d, and the
    // root of each element alone. The second keeps every ratio below 1 where the first has
    // infinity or loses its digits.
    double first = (Math.sqrt(ratios) - 1) * leastR;
    double theta = first > 0 && first < Double.POSITIVE_INFINITY ? Math.max(first, single) : single;
    return newton(u, r, from, to, theta, Math.sqrt(squares));
  }

  /**
   * Newton's method on {@code S^(-1/2) = 1} with {@code S = sum (u / (theta + r))^2}. The left side
   * rises and is concave in theta, and a line where all r are equal: from a lower bound the
   * iterates rise to the root without passing it, in one step where the metric is uniform.
   */
  private static double newton(
      double[] u, double[] r, int from, int to, double lowerBound, double upperBound) {
    // Above zero, so that an element that is zero under an infinite metric is not 0 / 0.
    double theta = Math.max(lowerBound, Double.MIN_NORMAL);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double sum = 0;
      double slope = 0;
      for (int i = from; i < to; i++) {
        double inverse = 1 / (theta + r[i]);
        double ratio = u[i] * inverse;
        double square = ratio * ratio;
        sum += square;
        slope += square * inverse;
      }
      double next = Math.min(theta + (sum * Math.sqrt(sum) - sum) / slope, upperBound);
      if (!(next > theta * (1 + CONVERGED))) {
        // also where weights are not numbers, which stay so and show in the loss
        return Math.max(next, 0);
      }
      theta = next;
    }
    return theta;
  }

  private static double shrunk(double u, double theta, double r) {
    return u == 0 ? 0 : u * (theta / (theta + r));
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
