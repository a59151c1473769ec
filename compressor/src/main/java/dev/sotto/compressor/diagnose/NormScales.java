package dev.sotto.compressor.diagnose;

import java.util.Arrays;

/**
 * Gathers the scales {@code s = sqrt(var + epsilon)} of the inputs of one layer normalisation, a
 * number a token, computed in double precision.
 */
final class NormScales {
  private static final int FIRST_CAPACITY = 256;

  private final double epsilon;
  private final int width;
  private double[] scales = new double[FIRST_CAPACITY];
  private int count;

  /**
   * @param width {@code D}, channels of a token
   */
  NormScales(double epsilon, int width) {
    this.epsilon = epsilon;
    this.width = width;
  }

  /**
   * Adds the tokens of a clip.
   *
   * @param inputs [T, D], row-major; what lies beyond {@code tokens} rows is not looked at
   */
  void add(float[] inputs, int tokens) {
    for (int token = 0; token < tokens; token++) {
      if (count == scales.length) {
        scales = Arrays.copyOf(scales, 2 * count);
      }
      scales[count++] = scale(inputs, token * width);
    }
  }

  private double scale(float[] inputs, int from) {
    double sum = 0;
    for (int c = from; c < from + width; c++) {
      sum += inputs[c];
    }
    double mean = sum / width;
    double squares = 0;
    for (int c = from; c < from + width; c++) {
      squares += (inputs[c] - mean) * (inputs[c] - mean);
    }
    return Math.sqrt(squares / width + epsilon);
  }

  /**
   * The figures of the tokens added so far, of which there is at least one.
   *
   * @param largestGain {@code ||gamma||_inf}
   */
  NormCapacity capacity(double largestGain) {
    double[] sorted = Arrays.copyOf(scales, count);
    Arrays.sort(sorted);
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    long below = Arrays.stream(sorted).filter(scale -> largestGain / scale < 1).count();
    return new NormCapacity(count, sorted[0], median, largestGain, (double) below / count);
  }
}
