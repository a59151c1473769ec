package dev.sotto.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The transpose of a float32 matrix, made each time it is asked for. */
public final class TransposedData implements TensorData {
  private final Tensor matrix;

  /**
   * @param matrix two axes, float32
   */
  public TransposedData(Tensor matrix) {
    if (matrix.rank() != 2 || matrix.type() != ElementType.FLOAT) {
      throw new IllegalArgumentException("expected a float32 matrix, received " + matrix);
    }
    this.matrix = matrix;
  }

  @Override
  public long byteSize() {
    return matrix.data().byteSize();
  }

  @Override
  public ByteBuffer bytes() {
    int rows = (int) matrix.shape()[0];
    int columns = (int) matrix.shape()[1];
    FloatBuffer from = matrix.bytes().asFloatBuffer();
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        to.putFloat(from.get(row * columns + column));
      }
    }
    return to.flip().asReadOnlyBuffer();
  }
}
