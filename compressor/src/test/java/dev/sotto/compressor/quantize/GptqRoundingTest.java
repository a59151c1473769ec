package dev.sotto.compressor.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.BlockRounding;
import dev.sotto.models.quantize.QuantizedMatrix;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounding with compensation against the steps of the paper, one after another. */
class GptqRoundingTest {
  private static final int COLUMNS = 40;
  private static final int ROWS = 6;
  private static final BlockFormat FORMAT = new BlockFormat(4, 16, false);
  private static final double DAMPING = 0.01;

  private final Random random = new Random(6);

  /** Inputs of which some follow others, as activations do. */
  private double[][] inputs(int count) {
    double[][] inputs = new double[count][COLUMNS];
    for (double[] row : inputs) {
      double common = random.nextGaussian();
      for (int column = 0; column < COLUMNS; column++) {
        row[column] = random.nextGaussian() + (column % 3 == 0 ? 2 * common : 0) + 0.1 * column;
      }
    }
    return inputs;
  }

  private static InputMoments moments(double[][] inputs) {
    double[] mean = new double[COLUMNS];
    double[] gram = new double[COLUMNS * COLUMNS];
    for (double[] row : inputs) {
      for (int i = 0; i < COLUMNS; i++) {
        mean[i] += row[i] / inputs.length;
        for (int j = 0; j < COLUMNS; j++) {
          gram[i * COLUMNS + j] += row[i] * row[j] / inputs.length;
        }
      }
    }
    return new InputMoments(COLUMNS, inputs.length, mean, gram);
  }

  private float[] weights() {
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }

  private static double[][] damped(InputMoments moments) {
    double trace = 0;
    for (int i = 0; i < COLUMNS; i++) {
      trace += moments.square(i);
    }
    double[][] matrix = new double[COLUMNS][COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        matrix[i][j] = moments.gram()[i * COLUMNS + j] + (i == j ? DAMPING * trace / COLUMNS : 0);
      }
    }
    return matrix;
  }

  /** By Gauss and Jordan. */
  private static double[][] inverse(double[][] matrix, int from) {
    int n = matrix.length - from;
    double[][] work = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix[from + i], from, work[i], 0, n);
      work[i][n + i] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double by = work[pivot][pivot];
      for (int j = 0; j < 2 * n; j++) {
        work[pivot][j] /= by;
      }
      for (int i = 0; i < n; i++) {
        double factor = work[i][pivot];
        for (int j = 0; i != pivot && j < 2 * n; j++) {
          work[i][j] -= factor * work[pivot][j];
        }
      }
    }
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(work[i], n, inverse[i], 0, n);
    }
    return inverse;
  }

  /** The inverse of what is left is computed anew for every column. */
  private static float[] naively(float[] weights, InputMoments moments) {
    double[][] matrix = damped(moments);
    float[] importance = new float[COLUMNS];
    double[][][] inverses = new double[COLUMNS][][];
    for (int column = 0; column < COLUMNS; column++) {
      inverses[column] = inverse(matrix, column);
      importance[column] = (float) (1 / inverses[column][0][0]);
    }
    float[] result = weights.clone();
    for (int row = 0; row < ROWS; row++) {
      float[] line = new float[COLUMNS];
      System.arraycopy(result, row * COLUMNS, line, 0, COLUMNS);
      BlockRounding rounding = new BlockRounding(FORMAT);
      for (int column = 0; column < COLUMNS; column++) {
        if (column % FORMAT.size() == 0) {
          int count = Math.min(FORMAT.size(), COLUMNS - column);
          rounding.round(line, column, count, importance);
        }
        double number = rounding.number(rounding.nearest(line[column]));
        double[][] left = inverses[column];
        double miss = line[column] - number;
        line[column] = (float) number;
        for (int k = 1; k < left.length; k++) {
          line[column + k] -= (float) (miss * left[0][k] / left[0][0]);
        }
      }
      System.arraycopy(line, 0, result, row * COLUMNS, COLUMNS);
    }
    return result;
  }

  private static double outputError(float[] weights, float[] rounded, double[][] inputs) {
    double sum = 0;
    for (double[] input : inputs) {
      for (int row = 0; row < ROWS; row++) {
        double miss = 0;
        for (int column = 0; column < COLUMNS; column++) {
          int at = row * COLUMNS + column;
          miss += (weights[at] - (double) rounded[at]) * input[column];
        }
        sum += miss * miss;
      }
    }
    return sum;
  }

  @Test
  void isWhatThePaperSays() {
    InputMoments moments = moments(inputs(300));
    float[] weights = weights();
    float[] expected = naively(weights, moments);
    float[] rounded = weights.clone();
    new GptqRounding(moments, DAMPING).round(FloatBuffer.wrap(rounded), FORMAT);
    int apart = 0;
    for (int i = 0; i < expected.length; i++) {
      apart += Math.abs(expected[i] - rounded[i]) > 1e-3 ? 1 : 0;
    }
    // Where a number lies between two levels, the order of sums may decide.
    assertTrue(apart <= 2, apart + " of " + expected.length);
  }

  @Test
  void theBufferHoldsWhatTheWeightsBecame() {
    float[] weights = weights();
    GptqRounding rounding = new GptqRounding(moments(inputs(100)), DAMPING);
    FloatBuffer numbers = FloatBuffer.wrap(weights);
    QuantizedMatrix matrix = QuantizedMatrix.of(rounding.round(numbers, FORMAT), FORMAT, COLUMNS);
    FloatBuffer stored = matrix.numbers("n").bytes().asFloatBuffer();
    for (int i = 0; i < weights.length; i++) {
      assertEquals(weights[i], stored.get(i), 1e-6f);
    }
  }

  @Test
  void losesLessOfTheOutputThanTheNearestLevels() {
    double[][] inputs = inputs(300);
    float[] weights = weights();
    float[] rounded = weights.clone();
    new GptqRounding(moments(inputs), DAMPING).round(FloatBuffer.wrap(rounded), FORMAT);
    Tensor matrix =
        new Tensor(
            "w", ElementType.FLOAT, new long[] {ROWS, COLUMNS}, TensorData.ofFloats(weights));
    float[] nearest = new float[weights.length];
    QuantizedMatrix.nearest(matrix, FORMAT, new float[0])
        .numbers("n")
        .bytes()
        .asFloatBuffer()
        .get(nearest);
    double[][] others = inputs(300);
    assertTrue(outputError(weights, rounded, others) < 0.7 * outputError(weights, nearest, others));
  }

  @Test
  void refusesMomentsThatAreNotFinite() {
    InputMoments moments = moments(inputs(10));
    moments.gram()[0] = Double.NaN;
    assertThrows(SottoException.class, () -> new GptqRounding(moments, DAMPING));
  }
}
