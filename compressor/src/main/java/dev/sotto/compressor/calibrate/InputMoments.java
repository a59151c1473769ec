package dev.sotto.compressor.calibrate;

/**
 * First and second moments of what a block's output projection reads: in an attention the joined
 * heads, in a feed-forward network the units behind the activation. They are means over the rows of
 * all clips, of which those behind a clip are left out.
 */
public final class InputMoments {
  private final int width;
  private final long rows;
  private final double[] mean;
  private final double[] gram;

  /**
   * @param width {@code n}, channels of a row
   * @param rows how many were seen
   * @param mean {@code E[x]}, [n]
   * @param gram {@code E[x x^T]}, [n, n], row-major
   */
  public InputMoments(int width, long rows, double[] mean, double[] gram) {
    if (mean.length != width || gram.length != (long) width * width) {
      throw new IllegalArgumentException(
          "expected moments of width %d, received %d and %d"
              .formatted(width, mean.length, gram.length));
    }
    this.width = width;
    this.rows = rows;
    this.mean = mean;
    this.gram = gram;
  }

  /** {@code n}, channels of a row. */
  public int width() {
    return width;
  }

  /** How many rows were seen. */
  public long rows() {
    return rows;
  }

  /** {@code E[x]}, [n]; not a copy. */
  public double[] mean() {
    return mean;
  }

  /** {@code E[x x^T]}, [n, n], row-major; not a copy. */
  public double[] gram() {
    return gram;
  }

  /** {@code E[x_j^2]}. */
  public double square(int channel) {
    return gram[channel * width + channel];
  }

  /**
   * What {@code lambda * mean(diag)} adds to the diagonal of {@code E[x x^T]}. What nobody ever
   * reads has moments of zero, and an inverse needs something there.
   *
   * @param damping {@code lambda}
   */
  public double ridge(double damping) {
    double trace = 0;
    for (int channel = 0; channel < width; channel++) {
      trace += square(channel);
    }
    return damping * (trace > 0 ? trace / width : 1);
  }

  /** {@code Var[x_j]}. */
  public double variance(int channel) {
    return Math.max(0, square(channel) - mean[channel] * mean[channel]);
  }
}
