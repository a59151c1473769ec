package dev.sotto.models.quantize;

import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;

/**
 * Float32 numbers that are stored as something smaller, made when they are asked for.
 *
 * @param stored what stands for them
 * @param numbers what makes them
 */
public record PackedData(PackedNumbers stored, TensorData numbers) implements TensorData {

  /** How they are stored. */
  public NumberFormat format() {
    return stored.format();
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
