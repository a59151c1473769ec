package dev.sotto.compressor.saliency;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.LogicalAxis;
import java.nio.FloatBuffer;

/** Reads weights for statistics. */
public final class Weights {
  private Weights() {}

  /**
   * The elements of a role as they are stored.
   *
   * @throws SottoException if they are not float32
   */
  public static FloatBuffer floats(LogicalWeight weight) {
    Tensor tensor = weight.first().tensor();
    if (tensor.type() != ElementType.FLOAT) {
      throw SottoException.badInput(
          weight.role(),
          "expected float32 weights, found " + tensor.type() + "; use the float32 export");
    }
    return tensor.bytes().asFloatBuffer();
  }

  /**
   * Adds the squares of a role's elements to the group that each belongs to.
   *
   * @param axis along which the groups lie, {@code groupSize} steps each
   * @throws SottoException if an element is not finite
   */
  static void addSquares(LogicalWeight weight, LogicalAxis axis, int groupSize, double[] squares) {
    FloatBuffer elements = floats(weight);
    long[] shape = weight.first().tensor().shape();
    boolean rowsAreGrouped = weight.first().storedAxis(axis) == 0;
    float[] row = new float[shape.length == 1 ? 1 : (int) shape[1]];
    for (int index = 0; index < shape[0]; index++) {
      elements.get(row);
      if (rowsAreGrouped) {
        int group = index / groupSize;
        squares[group] = addSquares(row, 0, row.length, squares[group]);
      } else {
        for (int group = 0; group < squares.length; group++) {
          int from = group * groupSize;
          squares[group] = addSquares(row, from, from + groupSize, squares[group]);
        }
      }
    }
    for (double square : squares) {
      if (!Double.isFinite(square)) {
        throw SottoException.badInput(
            weight.role(),
            "holds a weight that is not a finite number, so groups cannot be scored");
      }
    }
  }

  /** In the order of the elements, so that the same weights always give the same sum. */
  private static double addSquares(float[] row, int from, int to, double sum) {
    double result = sum;
    for (int index = from; index < to; index++) {
      double element = row[index];
      result += element * element;
    }
    return result;
  }
}
