package dev.sotto.eval.compare;

/** The standard normal distribution. */
final class Normal {
  /** Beyond this the distribution function is 0 or 1 in double precision. */
  private static final double FARTHEST = 8.5;

  private Normal() {}

  /**
   * The probability of a value of at most {@code x}: {@code 1/2 + phi(x) (x + x^3/3 + x^5/(3*5) +
   * ...)} (G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software
   * 11(4), 2004).
   */
  static double probability(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; sum + term != sum; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The value that is not exceeded with the given probability, by halving an interval. */
  static double quantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "expected a probability between 0 and 1, received " + probability);
    }
    double low = -FARTHEST;
    double high = FARTHEST;
    double middle = 0;
    while (middle > low && middle < high) {
      if (probability(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
      middle = (low + high) / 2;
    }
    return middle;
  }
}
