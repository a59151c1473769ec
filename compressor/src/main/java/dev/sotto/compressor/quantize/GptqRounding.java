package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.torch.Matrices;
import dev.sotto.models.SottoException;
import dev.sotto.models.quantize.BlockBuffer;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.BlockRounding;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * Rounds the matrix of a linear layer column by column, and has the columns that are left make up
 * for what rounding one of them does to the layer's output: GPTQ (E. Frantar et al., 2022, arXiv
 * 2210.17323), which is the optimal brain surgeon with rounding in place of removal.
 *
 * <p>With {@code H = E[x x^T] + lambda * mean(diag) * I} and {@code H^-1 = U^T U}, {@code U} upper
 * triangular, column {@code j} becomes {@code q_j} and those behind it {@code w_k - (w_j - q_j)
 * U_jk / U_jj}. A block gets its scale when its first column is reached, by the error that a column
 * would do then, {@code ((w_j - q_j) / U_jj)^2}.
 */
final class GptqRounding {
  private final int columns;

  /** Row {@code j}: {@code U_jk / U_jj}. */
  private final float[][] follow;

  /** {@code 1 / U_jj^2}. */
  private final float[] importance;

  /**
   * @param moments of what the layer reads
   * @param damping {@code lambda}
   * @throws SottoException if PyTorch cannot be loaded, or the moments are not finite
   */
  GptqRounding(InputMoments moments, double damping) {
    this.columns = moments.width();
    double[] upper = upper(Matrices.inverse(damped(moments, damping), columns), columns);
    this.follow = new float[columns][columns];
    this.importance = new float[columns];
    for (int j = 0; j < columns; j++) {
      double pivot = upper[j * columns + j];
      importance[j] = (float) (1 / (pivot * pivot));
      for (int k = j; k < columns; k++) {
        follow[j][k] = (float) (upper[j * columns + k] / pivot);
      }
    }
  }

  private static double[] damped(InputMoments moments, double damping) {
    int n = moments.width();
    double[] matrix = moments.gram().clone();
    double ridge = moments.ridge(damping);
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] += ridge;
    }
    return matrix;
  }

  /** {@code U} of {@code U^T U}: the Cholesky factor, row by row. */
  private static double[] upper(double[] matrix, int n) {
    double[] upper = matrix.clone();
    for (int j = 0; j < n; j++) {
      double pivot = upper[j * n + j];
      if (!(pivot > 0)) {
        throw new SottoException(
            SottoException.Code.BAD_INPUT,
            "what a layer reads of the calibration speech has no inverse moments; use more speech");
      }
      double root = Math.sqrt(pivot);
      for (int k = j; k < n; k++) {
        upper[j * n + k] /= root;
      }
      int row = j;
      IntStream.range(j + 1, n)
          .parallel()
          .forEach(
              i -> {
                double factor = upper[row * n + i];
                for (int k = i; k < n; k++) {
                  upper[i * n + k] -= factor * upper[row * n + k];
                }
              });
    }
    return upper;
  }

  /**
   * Rounds a matrix.
   *
   * @param weights float32 {@code [rows, columns]}, which become the numbers that the levels stand
   *     for
   */
  BlockBuffer round(FloatBuffer weights, BlockFormat format) {
    int rows = weights.capacity() / columns;
    BlockBuffer buffer = new BlockBuffer(format, rows, columns);
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              float[] line = new float[columns];
              weights.get(row * columns, line);
              round(line, row, format, buffer);
              weights.put(row * columns, line);
            });
    return buffer;
  }

  private void round(float[] line, int row, BlockFormat format, BlockBuffer buffer) {
    BlockRounding rounding = new BlockRounding(format);
    int[] levels = new int[format.size()];
    for (int block = 0; block < format.blocks(columns); block++) {
      int from = block * format.size();
      int count = Math.min(format.size(), columns - from);
      rounding.round(line, from, count, importance);
      for (int index = 0; index < format.size(); index++) {
        levels[index] = index < count ? take(line, from + index, rounding) : rounding.zero();
      }
      buffer.put(row, block, index -> levels[index], rounding.scale(), rounding.zero());
    }
  }

  /** Rounds a column, and has those behind it make up for it. */
  private int take(float[] line, int column, BlockRounding rounding) {
    int level = rounding.nearest(line[column]);
    float number = (float) rounding.number(level);
    float miss = line[column] - number;
    float[] factors = follow[column];
    line[column] = number;
    for (int k = column + 1; k < columns; k++) {
      line[k] -= miss * factors[k];
    }
    return level;
  }
}
