package dev.sotto.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a tensor: present in memory or a mapped file, or computed each time they are asked
 * for.
 */
public interface TensorData {

  long byteSize();

  /** A read-only view or a fresh copy of all bytes, from position 0; never shared mutable state. */
  ByteBuffer bytes();

  /** Bytes that are already there; {@code bytes} from its position to its limit. */
  static TensorData of(ByteBuffer bytes) {
    ByteBuffer view = bytes.slice().asReadOnlyBuffer();
    return new TensorData() {
      @Override
      public long byteSize() {
        return view.capacity();
      }

      @Override
      public ByteBuffer bytes() {
        return view.duplicate();
      }
    };
  }

  static TensorData ofLongs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return of(bytes);
  }

  static TensorData ofFloats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return of(bytes);
  }
}
