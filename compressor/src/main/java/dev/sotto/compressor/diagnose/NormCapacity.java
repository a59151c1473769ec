package dev.sotto.compressor.diagnose;

/**
 * How far one layer normalisation can amplify a small change of its input, over calibration tokens.
 *
 * <p>The Jacobian of {@code y = gamma * (x - mean)/s + beta}, {@code s = sqrt(var + epsilon)}, is
 * {@code diag(gamma)/s * (I - 11^T/D - xhat xhat^T/D)}, so its norm at a token is at most {@code r
 * = ||gamma||_inf / s}. (After K. Than's capacity control, arXiv 2511.00958; the derivation is
 * ours, and these are local figures, no certificate.)
 *
 * @param tokens how many tokens or frames were seen
 * @param minScale least {@code s}
 * @param medianScale median {@code s}; of an even number the mean of the middle two
 * @param largestGain {@code ||gamma||_inf}
 * @param belowOne share of the tokens with {@code r < 1}, where the normalisation damps
 */
public record NormCapacity(
    long tokens, double minScale, double medianScale, double largestGain, double belowOne) {

  public NormCapacity {
    if (tokens < 1 || minScale <= 0 || medianScale < minScale || largestGain < 0) {
      throw new IllegalArgumentException(
          "expected tokens, scales above 0 and a gain from 0, found %d, %s, %s and %s"
              .formatted(tokens, minScale, medianScale, largestGain));
    }
  }

  /** {@code r} at the median {@code s}. */
  public double medianRatio() {
    return largestGain / medianScale;
  }

  /** The largest {@code r}, that at the least {@code s}. */
  public double largestRatio() {
    return largestGain / minScale;
  }
}
