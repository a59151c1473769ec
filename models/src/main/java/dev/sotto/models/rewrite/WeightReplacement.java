package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.RoleWeight;
import dev.sotto.models.whisper.WeightSite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Puts other float32 values in the place of a role's weight, each site in its stored form. */
final class WeightReplacement {
  private WeightReplacement() {}

  /**
   * The tensor for one site.
   *
   * @param logical the new weight, {@code [out, in]} for a matrix
   * @throws IllegalArgumentException if its shape is not that of the role
   */
  static Tensor replace(RoleWeight weight, Tensor stored, WeightSite site, Tensor logical) {
    boolean transposed = site.inOut() && stored.rank() == 2;
    long[] shape = stored.shape();
    long[] expected = transposed ? new long[] {shape[1], shape[0]} : shape;
    if (!Arrays.equals(expected, logical.shape()) || stored.type() != logical.type()) {
      throw new IllegalArgumentException(
          weight.role()
              + ": expected "
              + stored.type()
              + Arrays.toString(expected)
              + ", received "
              + logical);
    }
    return stored.withData(shape, transposed ? transposed(logical) : logical.data());
  }

  /** The transpose of a matrix, made when it is asked for. */
  private static TensorData transposed(Tensor matrix) {
    return new TensorData() {
      @Override
      public long byteSize() {
        return matrix.data().byteSize();
      }

      @Override
      public ByteBuffer bytes() {
        int rows = (int) matrix.shape()[0];
        int columns = (int) matrix.shape()[1];
        FloatBuffer from = matrix.bytes().asFloatBuffer();
        ByteBuffer to =
            ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
        for (int column = 0; column < columns; column++) {
          for (int row = 0; row < rows; row++) {
            to.putFloat(from.get(row * columns + column));
          }
        }
        return to.flip().asReadOnlyBuffer();
      }
    };
  }
}
