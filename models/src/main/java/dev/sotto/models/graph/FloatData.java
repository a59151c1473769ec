package dev.sotto.models.graph;

import dev.sotto.models.SottoException;
import java.nio.ByteBuffer;

/** Floats of one size as floats of the other, each time they are asked for. */
public final class FloatData {
  /** Bits of a float32's fraction that a float16 has no room for. */
  private static final int DROPPED = 13;

  private static final int HALF_A_STEP = 1 << (DROPPED - 1);
  private static final int BIAS = 127 - 15;
  private static final int INFINITY = 0x7c00;
  private static final int NOT_A_NUMBER = 0x7e00;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  private FloatData() {}

  /** Whether {@link #widen} takes tensors of this type. */
  public static boolean canWiden(ElementType type) {
    return type == ElementType.FLOAT || type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
  }

  /**
   * {@code tensor} as float32: itself if it is, otherwise widened, which loses nothing.
   *
   * @throws SottoException if its elements are neither float32, float16 nor bfloat16
   */
  public static Tensor widen(Tensor tensor) {
    if (tensor.type() == ElementType.FLOAT) {
      return tensor;
    }
    if (!canWiden(tensor.type())) {
      throw SottoException.badInput(
          "tensor '" + tensor.name() + "'",
          "expected float32, float16 or bfloat16, found " + tensor.type());
    }
    boolean half = tensor.type() == ElementType.FLOAT16;
    return converted(
        tensor,
        ElementType.FLOAT,
        (from, to) -> {
          short bits = from.getShort();
          to.putFloat(half ? ofHalf(bits) : Float.intBitsToFloat(bits << Short.SIZE));
        });
  }

  /** A float32 tensor as float16: the nearest, and of two as near the even one. */
  public static Tensor narrow(Tensor tensor) {
    return converted(
        tensor, ElementType.FLOAT16, (from, to) -> to.putShort(toHalf(from.getFloat())));
  }

  /** Converts the next element. */
  private interface Conversion {
    void next(ByteBuffer from, ByteBuffer to);
  }

  private static Tensor converted(Tensor tensor, ElementType type, Conversion conversion) {
    TensorData data =
        TensorData.computed(
            type.byteSize(tensor.elements()),
            to -> {
              ByteBuffer from = tensor.bytes();
              while (from.hasRemaining()) {
                conversion.next(from, to);
              }
            });
    return new Tensor(tensor.name(), type, tensor.shape(), data);
  }

  /** IEEE 754 binary16: 1 bit sign, 5 bits exponent with bias 15, 10 bits fraction. */
  private static float ofHalf(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    int widened = exponent == 0x1f ? 0xff : exponent + BIAS;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << DROPPED);
  }

  private static short toHalf(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | NOT_A_NUMBER);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Steps of 2^-24; one that rounds up to the first normal number has its bits, too.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int bits = Float.floatToRawIntBits(magnitude) - (BIAS << 23);
    int even = (bits >>> DROPPED) & 1;
    int rounded = (bits + HALF_A_STEP - 1 + even) >>> DROPPED;
    return (short) (sign | Math.min(rounded, INFINITY));
  }
}
