package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is left of a tensor when only some elements along one axis stay, cut when it is asked for.
 */
final class SlicedData implements TensorData {
  private final Tensor source;
  private final Ranges kept;

  /** Rows before the axis, and bytes of one step along it. */
  private final int rows;

  private final int stepBytes;
  private final int rowBytes;

  private SlicedData(Tensor source, int axis, Ranges kept) {
    long[] shape = source.shape();
    long before = 1;
    for (int index = 0; index < axis; index++) {
      before *= shape[index];
    }
    this.source = source;
    this.kept = kept;
    this.rows = Math.toIntExact(before);
    this.rowBytes = Math.toIntExact(source.data().byteSize() / before);
    this.stepBytes = Math.toIntExact(rowBytes / shape[axis]);
  }

  /** {@code source} with only {@code kept} along {@code axis}. */
  static Tensor slice(Tensor source, int axis, Ranges kept) {
    long[] shape = source.shape();
    shape[axis] = kept.size();
    return source.withData(shape, new SlicedData(source, axis, kept));
  }

  @Override
  public long byteSize() {
    return (long) rows * kept.size() * stepBytes;
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer from = source.bytes();
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(byteSize()));
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (Ranges.Range run : kept.runs()) {
        int bytes = run.size() * stepBytes;
        to.put(at, from, row * rowBytes + run.from() * stepBytes, bytes);
        at += bytes;
      }
    }
    return to.order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
  }
}
