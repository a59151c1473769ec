package dev.sotto.models.graph;

import dev.sotto.models.SottoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The elements of a float16 or bfloat16 tensor widened to float32, each time they are asked for.
 */
public final class FloatData implements TensorData {
  private final Tensor source;

  private FloatData(Tensor source) {
    this.source = source;
  }

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
    return switch (tensor.type()) {
      case FLOAT -> tensor;
      case FLOAT16, BFLOAT16 ->
          new Tensor(tensor.name(), ElementType.FLOAT, tensor.shape(), new FloatData(tensor));
      default ->
          throw SottoException.badInput(
              "tensor '" + tensor.name() + "'",
              "expected float32, float16 or bfloat16, found " + tensor.type());
    };
  }

  @Override
  public long byteSize() {
    return source.elements() * Float.BYTES;
  }

  @Override
  public ByteBuffer bytes() {
    ByteBuffer from = source.bytes();
    ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = to.asFloatBuffer();
    boolean half = source.type() == ElementType.FLOAT16;
    while (from.hasRemaining()) {
      short bits = from.getShort();
      floats.put(half ? ofHalf(bits) : Float.intBitsToFloat(bits << Short.SIZE));
    }
    return to.asReadOnlyBuffer();
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
    int widened = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }
}
