package dev.sotto.compressor.diagnose;

import dev.sotto.models.weights.LogicalWeight;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The spectral norm of a linear layer, {@code ||W||_2}: the largest factor by which it can lengthen
 * a vector.
 *
 * @param role of the matrix
 * @param steps of power iteration that it took
 * @param converged whether they sufficed; otherwise the norm is a lower bound
 */
public record SpectralNorm(String role, double value, int steps, boolean converged) {

  public SpectralNorm {
    if (role.indexOf('.') <= 0 || value < 0) {
      throw new IllegalArgumentException(
          "expected the role of a layer in a block and a norm from 0, found %s, %s"
              .formatted(role, value));
    }
  }

  /**
   * Finds {@code ||W||_2 = sqrt(lambda_max(W^T W))}. The norm of a transpose is the same, so the
   * matrix is read as it is stored, row by row, and never copied.
   *
   * @param seed of the vector that the iteration starts with
   * @throws dev.sotto.models.SottoException if the weight is not float32 or not finite
   */
  static SpectralNorm of(LogicalWeight weight, long seed) {
    long[] shape = weight.float32().shape(); // [R, C] as stored
    FloatBuffer elements = FloatWeights.of(weight);
    int columns = Math.toIntExact(shape[1]);
    float[] row = new float[columns];
    PowerIteration.Estimate squared =
        PowerIteration.largestEigenvalue(
            columns,
            (v, result) -> {
              Arrays.fill(result, 0);
              for (int r = 0; r < shape[0]; r++) {
                elements.get(r * columns, row);
                addProjection(row, v, result);
              }
            },
            seed);
    return new SpectralNorm(
        weight.role(), Math.sqrt(squared.value()), squared.steps(), squared.converged());
  }

  /** {@code result += row * (row . v)}: a row's part of {@code W^T W v}. */
  private static void addProjection(float[] row, double[] v, double[] result) {
    double product = 0;
    for (int c = 0; c < row.length; c++) {
      product += row[c] * v[c];
    }
    for (int c = 0; c < row.length; c++) {
      result[c] += row[c] * product;
    }
  }
}
