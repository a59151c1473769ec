package dev.sotto.models.weights;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of a float32 tensor rounded to float16, each time they are asked for. */
final class HalfData implements TensorData {
  /** Bits of a float32 that a float16 has no room for. */
  private static final int DROPPED = 13;

  private static final float LARGEST = 65504;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  private final Tensor source;

  private HalfData(Tensor source) {
    this.source = source;
  }

  /** {@code tensor} as float16: the nearest, and of two as near the even one. */
  static Tensor narrow(Tensor tensor) {
    return new Tensor(tensor.name(), ElementType.FLOAT16, tensor.shape(), new HalfData(tensor));
  }

  @Override
  public long byteSize() {
    return source.elements() * Short.BYTES;
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer from = source.bytes();
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      to.putShort(toHalf(from.getFloat()));
    }
    return to.flip().asReadOnlyBuffer();
  }

  /** IEEE 754 binary16: 1 bit sign, 5 bits exponent with bias 15, 10 bits fraction. */
  private static short toHalf(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Steps of 2^-24; one that rounds up to the first normal number has its bits, too.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int bits = Float.floatToRawIntBits(magnitude) - ((127 - 15) << 23);
    int rounded = (bits + (1 << (DROPPED - 1)) - 1 + ((bits >>> DROPPED) & 1)) >>> DROPPED;
    return (short) (sign | (magnitude > LARGEST ? Math.min(rounded, 0x7c00) : rounded));
  }
}
