package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Ranges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A tensor with zeros in place of some elements along one axis, made when it is asked for. */
public final class ZeroedData implements TensorData {
  private final Tensor source;
  private final AxisSteps steps;
  private final Ranges zeroed;

  private ZeroedData(Tensor source, int axis, Ranges zeroed) {
    this.source = source;
    this.steps = AxisSteps.of(source, axis);
    this.zeroed = zeroed;
  }

  /** {@code source} with zeros at {@code zeroed} along {@code axis}. */
  public static Tensor zero(Tensor source, int axis, Ranges zeroed) {
    return source.withData(source.shape(), new ZeroedData(source, axis, zeroed));
  }

  @Override
  public long byteSize() {
    return source.data().byteSize();
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(byteSize())).put(source.bytes());
    for (int row = 0; row < steps.rows(); row++) {
      for (Ranges.Range run : zeroed.runs()) {
        int from = steps.offset(row, run.from());
        Arrays.fill(copy.array(), from, from + run.size() * steps.stepBytes(), (byte) 0);
      }
    }
    return copy.flip().order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
  }
}
