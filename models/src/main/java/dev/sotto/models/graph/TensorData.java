package dev.sotto.models.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/**
 * The bytes of a tensor: present in memory or a mapped file, or computed each time they are asked
 * for.
 */
public interface TensorData {

  long byteSize();

  /** A read-only view or a fresh copy of all bytes, from position 0; never shared mutable state. */
  ByteBuffer bytes();

  /**
   * Hands all bytes to {@code target}, in pieces where they are computed, so that a large tensor
   * never lies in memory as a whole.
   */
  default void writeTo(WritableByteChannel target) throws IOException {
    ByteBuffer rest = bytes();
    while (rest.hasRemaining()) {
      target.write(rest);
    }
  }

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

  /**
   * Bytes that are computed each time they are asked for.
   *
   * @param fill puts all of them into a little-endian buffer
   */
  static TensorData computed(long byteSize, Consumer<ByteBuffer> fill) {
    return new TensorData() {
      @Override
      public long byteSize() {
        return byteSize;
      }

      @Override
      public ByteBuffer bytes() {
        ByteBuffer bytes =
            ByteBuffer.allocate(Math.toIntExact(byteSize)).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(bytes);
        return bytes.clear().asReadOnlyBuffer();
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
