package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** Makes a {@link Tensor} of its message, wherever the message keeps the elements. */
final class TensorReader {
  private final Path file;
  private final ExternalData externalData;

  TensorReader(Path file) {
    this.file = file;
    this.externalData = new ExternalData(file);
  }

  /**
   * @param rawOffset where in the file the raw bytes lie, if that is known
   */
  Tensor read(TensorProto proto, long rawOffset) {
    String subject = "tensor '" + proto.getName() + "'";
    ElementType type =
        ElementType.ofOnnx(proto.getDataType())
            .orElseThrow(
                () -> bad(subject, "element type " + proto.getDataType() + " is not supported"));
    if (proto.hasSegment()) {
      throw bad(subject, "is stored in segments, which is not supported");
    }
    long[] shape = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
    long bytes = byteSize(subject, type, shape);
    TensorData data =
        proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL
            ? externalData.map(proto, bytes)
            : stored(proto, type, bytes, rawOffset);
    return new Tensor(proto.getName(), type, shape, data);
  }

  private long byteSize(String subject, ElementType type, long[] shape) {
    for (long size : shape) {
      if (size < 0) {
        throw bad(subject, "has a negative size in shape " + Arrays.toString(shape));
      }
    }
    try {
      return type.byteSize(Tensor.elements(shape));
    } catch (ArithmeticException e) {
      throw bad(subject, "shape " + Arrays.toString(shape) + " is too large to be true");
    }
  }

  /** The elements inside the message: raw bytes, or one of the typed lists. */
  private TensorData stored(
      TensorProto proto, ElementType type, long expectedBytes, long rawOffset) {
    long listed = proto.hasRawData() ? proto.getRawData().size() : listedBytes(proto, type);
    if (listed != expectedBytes || listed > Integer.MAX_VALUE) {
      throw bad(
          "tensor '" + proto.getName() + "'",
          "expected %s bytes for shape %s of %s, found %s"
              .formatted(expectedBytes, proto.getDimsList(), type, listed));
    }
    if (!proto.hasRawData()) {
      return TensorData.of(listed(proto, type, (int) listed));
    }
    ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer();
    return rawOffset == RawDataOffsets.NONE
        ? TensorData.of(raw)
        : new MappedData(file, rawOffset, raw);
  }

  private static long listedBytes(TensorProto proto, ElementType type) {
    return switch (type) {
      case FLOAT, COMPLEX64 -> (long) proto.getFloatDataCount() * Float.BYTES;
      case DOUBLE, COMPLEX128 -> (long) proto.getDoubleDataCount() * Double.BYTES;
      case INT64 -> (long) proto.getInt64DataCount() * Long.BYTES;
      case UINT32 -> (long) proto.getUint64DataCount() * Integer.BYTES;
      case UINT64 -> (long) proto.getUint64DataCount() * Long.BYTES;
      default -> type.byteSize(packedElements(proto, type));
    };
  }

  private static ByteBuffer listed(TensorProto proto, ElementType type, int bytes) {
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT, COMPLEX64 -> proto.getFloatDataList().forEach(data::putFloat);
      case DOUBLE, COMPLEX128 -> proto.getDoubleDataList().forEach(data::putDouble);
      case INT64 -> proto.getInt64DataList().forEach(data::putLong);
      case UINT32 -> proto.getUint64DataList().forEach(value -> data.putInt(value.intValue()));
      case UINT64 -> proto.getUint64DataList().forEach(data::putLong);
      case INT32 -> proto.getInt32DataList().forEach(data::putInt);
      case INT16, UINT16, FLOAT16, BFLOAT16 ->
          proto.getInt32DataList().forEach(value -> data.putShort(value.shortValue()));
      default -> proto.getInt32DataList().forEach(value -> data.put(value.byteValue()));
    }
    return data.flip();
  }

  /** Types below a byte list two elements in each entry; the others one. */
  private static long packedElements(TensorProto proto, ElementType type) {
    boolean belowByte = type.byteSize(2) == 1;
    return belowByte ? 2L * proto.getInt32DataCount() : proto.getInt32DataCount();
  }

  private SottoException bad(String subject, String problem) {
    return SottoException.badInput(file, subject + " " + problem);
  }
}
