package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A tensor with zeros in place of some elements along one axis, made when it is asked for. */
final class ZeroedData {
  private ZeroedData() {}

  /** {@code source} with zeros at {@code zeroed} along {@code axis}. */
  static Tensor zero(Tensor source, int axis, Ranges zeroed) {
    long[] shape = source.shape();
    int before = 1;
    for (int index = 0; index < axis; index++) {
      before = Math.toIntExact(before * shape[index]);
    }
    int rows = before;
    int rowBytes = Math.toIntExact(source.data().byteSize() / before);
    int stepBytes = Math.toIntExact(rowBytes / shape[axis]);
    return source.withData(
        shape,
        new TensorData() {
          @Override
          public long byteSize() {
            return source.data().byteSize();
          }

          @Override
          public ByteBuffer bytes() {
            ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(byteSize()));
            copy.put(source.bytes()).flip();
            for (int row = 0; row < rows; row++) {
              for (Ranges.Range run : zeroed.runs()) {
                int from = row * rowBytes + run.from() * stepBytes;
                Arrays.fill(copy.array(), from, from + run.size() * stepBytes, (byte) 0);
              }
            }
            return copy.order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
          }
        });
  }
}
