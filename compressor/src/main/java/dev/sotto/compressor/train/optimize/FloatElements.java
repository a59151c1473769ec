package dev.sotto.compressor.train.optimize;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * 32-bit floats in a buffer, from its index 0 to its limit; the buffer's position plays no part.
 *
 * @param buffer in native byte order, so that an access is one load or store
 */
public record FloatElements(FloatBuffer buffer) implements Elements {
  public FloatElements {
    if (buffer.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "expected a buffer in native byte order, received one in " + buffer.order());
    }
  }

  @Override
  public int length() {
    return buffer.limit();
  }

  @Override
  public double get(int index) {
    return buffer.get(index);
  }

  @Override
  public void set(int index, double value) {
    buffer.put(index, (float) value);
  }
}
