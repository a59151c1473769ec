package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor with other elements in one run along an axis, made when it is asked for. */
final class SplicedData implements TensorData {
  private final Tensor source;
  private final AxisSteps steps;
  private final int from;
  private final Tensor part;

  private SplicedData(Tensor source, int axis, int from, Tensor part) {
    this.source = source;
    this.steps = AxisSteps.of(source, axis);
    this.from = from;
    this.part = part;
  }

  /**
   * {@code source} with {@code part} in place of its steps from {@code from} along {@code axis}.
   */
  static Tensor splice(Tensor source, int axis, int from, Tensor part) {
    return source.withData(source.shape(), new SplicedData(source, axis, from, part));
  }

  @Override
  public long byteSize() {
    return source.data().byteSize();
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(byteSize())).put(source.bytes());
    ByteBuffer own = part.bytes();
    int length = own.remaining() / steps.rows();
    for (int row = 0; row < steps.rows(); row++) {
      whole.put(steps.offset(row, from), own, row * length, length);
    }
    return whole.flip().order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
  }
}
