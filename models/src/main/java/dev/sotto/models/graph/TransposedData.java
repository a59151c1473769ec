package dev.sotto.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A float32 matrix with its axes swapped, made when it is asked for. */
public final class TransposedData implements TensorData {
  private final Tensor source;

  private TransposedData(Tensor source) {
    this.source = source;
  }

  /** {@code [out, in]} as {@code [in, out]}. */
  public static Tensor transpose(Tensor matrix) {
    long[] shape = matrix.shape();
    return matrix.withData(new long[] {shape[1], shape[0]}, new TransposedData(matrix));
  }

  @Override
  public long byteSize() {
    return source.data().byteSize();
  }

  @Override
  public ByteBuffer bytes() {
    int rows = (int) source.shape()[0];
    int columns = (int) source.shape()[1];
    FloatBuffer from = source.bytes().asFloatBuffer();
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    Transposition.copy(from, to.asFloatBuffer(), rows, columns);
    return to.asReadOnlyBuffer();
  }
}
