package dev.sotto.compressor.calibrate;

/**
 * First and second moments of what a block's output projection reads: in an attention the joined
 * heads, in a feed-forward network the units behind the activation. They are means over the rows of
 * all clips, of which those behind a clip are left out.
 *
 * @param width {@code n}, channels of a row
 * @param rows how many were seen
 * @param mean {@code E[x]}, [n]
 * @param gram {@code E[x x^T]}, [n, n], row-major
 */
public record InputMoments(int width, long rows, double[] mean, double[] gram) {

  public InputMoments {
    if (mean.length != width || gram.length != (long) width * width) {
      throw new IllegalArgumentException(
          "expected moments of width %d, received %d and %d"
              .formatted(width, mean.length, gram.length));
    }
  }

  /** {@code E[x_j^2]}. */
  public double square(int channel) {
    return gram[channel * width + channel];
  }

  /** {@code Var[x_j]}. */
  public double variance(int channel) {
    return Math.max(0, square(channel) - mean[channel] * mean[channel]);
  }
}
