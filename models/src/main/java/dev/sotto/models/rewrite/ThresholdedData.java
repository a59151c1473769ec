package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A float32 tensor whose elements below a magnitude are zero, made when it is asked for. */
public final class ThresholdedData implements TensorData {
  private final Tensor source;
  private final double magnitude;

  private ThresholdedData(Tensor source, double magnitude) {
    this.source = source;
    this.magnitude = magnitude;
  }

  /** {@code source} with zero for every {@code |w| < magnitude}. */
  public static Tensor threshold(Tensor source, double magnitude) {
    return source.withData(source.shape(), new ThresholdedData(source, magnitude));
  }

  @Override
  public long byteSize() {
    return source.data().byteSize();
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer from = source.bytes();
    ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      float weight = from.getFloat();
      to.putFloat(Math.abs(weight) < magnitude ? 0f : weight);
    }
    return to.flip().asReadOnlyBuffer();
  }
}
