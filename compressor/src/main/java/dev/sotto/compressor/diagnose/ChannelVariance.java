package dev.sotto.compressor.diagnose;

import java.util.Arrays;

/**
 * The activation variance of E. Lubana et al., "Beyond BatchNorm" (2021): the population variance
 * of each channel over all tokens of all clips, then the mean over the channels.
 *
 * <p>Streamed clip by clip: means and sums of squares of a clip are found in two passes and merged
 * with those so far. (T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample
 * variance", 1983.)
 */
final class ChannelVariance {
  private final double[] means;
  private final double[] squares;
  private long count;

  /**
   * @param width {@code D}, channels
   */
  ChannelVariance(int width) {
    this.means = new double[width];
    this.squares = new double[width];
  }

  /**
   * Adds the tokens of a clip.
   *
   * @param outputs [T, D], row-major; what lies beyond {@code tokens} rows is not looked at
   */
  void add(float[] outputs, int tokens) {
    int width = means.length;
    double[] clipMeans = new double[width];
    double[] clipSquares = new double[width];
    for (int i = 0; i < tokens * width; i++) {
      clipMeans[i % width] += outputs[i];
    }
    for (int c = 0; c < width; c++) {
      clipMeans[c] /= tokens;
    }
    for (int i = 0; i < tokens * width; i++) {
      double distance = outputs[i] - clipMeans[i % width];
      clipSquares[i % width] += distance * distance;
    }
    long together = count + tokens;
    for (int c = 0; c < width; c++) {
      double apart = clipMeans[c] - means[c];
      means[c] += apart * tokens / together;
      squares[c] += clipSquares[c] + apart * apart * count * tokens / together;
    }
    count = together;
  }

  /** The variance of the tokens added so far, of which there is at least one. */
  double value() {
    return Arrays.stream(squares).sum() / count / squares.length;
  }
}
