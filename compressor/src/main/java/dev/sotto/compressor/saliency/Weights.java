package dev.sotto.compressor.saliency;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.RoleWeight;
import java.nio.FloatBuffer;

/** Reads weights for statistics. */
public final class Weights {
  private Weights() {}

  /**
   * The elements of a role as they are stored.
   *
   * @throws SottoException if they are not float32
   */
  public static FloatBuffer floats(RoleWeight weight) {
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
  static void addSquares(RoleWeight weight, LogicalAxis axis, int groupSize, double[] squares) {
    FloatBuffer elements = floats(weight);
    long[] shape = weight.first().tensor().shape();
    int stored = weight.first().storedAxis(axis);
    int columns = shape.length == 1 ? 1 : (int) shape[1];
    int rows = (int) shape[0];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double element = elements.get();
        squares[(stored == 0 ? row : column) / groupSize] += element * element;
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
}
