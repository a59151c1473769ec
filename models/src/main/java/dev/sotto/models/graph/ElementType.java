package dev.sotto.models.graph;

import java.util.Arrays;
import java.util.Optional;

/**
 * Element types of ONNX tensors whose elements take whole bytes, with the numbers of the ONNX
 * specification.
 */
public enum ElementType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  BOOL(9, 1),
  FLOAT16(10, 2),
  DOUBLE(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BFLOAT16(16, 2);

  private final int onnxNumber;
  private final int bytes;

  ElementType(int onnxNumber, int bytes) {
    this.onnxNumber = onnxNumber;
    this.bytes = bytes;
  }

  public int onnxNumber() {
    return onnxNumber;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  public static Optional<ElementType> ofOnnx(int number) {
    return Arrays.stream(values()).filter(type -> type.onnxNumber == number).findFirst();
  }
}
