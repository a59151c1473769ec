package dev.sotto.models.quantize;

import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;

/**
 * Float32 numbers that are stored as something smaller, made when they are asked for.
 *
 * @param format how they are stored
 * @param storedBytes what that takes
 * @param numbers what makes them
 */
public record PackedData(NumberFormat format, long storedBytes, TensorData numbers)
    implements TensorData {

  /** A float16 tensor as the float32 numbers that it stands for, with another name. */
  static Tensor widened(Tensor half, String name) {
    Tensor wide = FloatData.widen(half).withName(name);
    return wide.withData(
        wide.shape(), new PackedData(new HalfFormat(), half.data().byteSize(), wide.data()));
  }

  @Override
  public long byteSize() {
    return numbers.byteSize();
  }

  @Override
  public ByteBuffer bytes() {
    return numbers.bytes();
  }
}
