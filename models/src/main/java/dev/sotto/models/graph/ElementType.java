package dev.sotto.models.graph;

import java.util.Arrays;
import java.util.Optional;

/** Element types of ONNX tensors of fixed width, with the numbers of the ONNX specification. */
public enum ElementType {
  FLOAT(1, 32),
  UINT8(2, 8),
  INT8(3, 8),
  UINT16(4, 16),
  INT16(5, 16),
  INT32(6, 32),
  INT64(7, 64),
  BOOL(9, 8),
  FLOAT16(10, 16),
  DOUBLE(11, 64),
  UINT32(12, 32),
  UINT64(13, 64),
  COMPLEX64(14, 64),
  COMPLEX128(15, 128),
  BFLOAT16(16, 16),
  FLOAT8E4M3FN(17, 8),
  FLOAT8E4M3FNUZ(18, 8),
  FLOAT8E5M2(19, 8),
  FLOAT8E5M2FNUZ(20, 8),
  UINT4(21, 4),
  INT4(22, 4),
  FLOAT4E2M1(23, 4);

  private final int onnxNumber;
  private final int bits;

  ElementType(int onnxNumber, int bits) {
    this.onnxNumber = onnxNumber;
    this.bits = bits;
  }

  public int onnxNumber() {
    return onnxNumber;
  }

  /**
   * Bytes that {@code elements} elements take; types below a byte are packed.
   *
   * @throws ArithmeticException if that exceeds 64 bits
   */
  public long byteSize(long elements) {
    return Math.addExact(Math.multiplyExact(elements, bits), Byte.SIZE - 1) / Byte.SIZE;
  }

  public static Optional<ElementType> ofOnnx(int number) {
    return Arrays.stream(values()).filter(type -> type.onnxNumber == number).findFirst();
  }
}
