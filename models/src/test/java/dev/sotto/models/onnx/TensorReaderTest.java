package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorReaderTest {
  private final TensorReader reader = new TensorReader(Path.of("model.onnx"));

  /** Elements 1 and -2 (or 254, or two nibbles), as the ONNX specification lists them by type. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 0000803f000000c0",
    "COMPLEX64, 0000803f000000c0",
    "DOUBLE, 000000000000f03f00000000000000c0",
    "COMPLEX128, 000000000000f03f00000000000000c0",
    "INT64, 0100000000000000feffffffffffffff",
    "UINT64, 0100000000000000feffffffffffffff",
    "UINT32, 01000000feffffff",
    "INT32, 01000000feffffff",
    "INT16, 0100feff",
    "UINT16, 0100feff",
    "FLOAT16, 0100feff",
    "BFLOAT16, 0100feff",
    "INT8, 01fe",
    "UINT8, 01fe",
    "BOOL, 01fe",
    "FLOAT8E4M3FN, 01fe",
    "FLOAT8E4M3FNUZ, 01fe",
    "FLOAT8E5M2, 01fe",
    "FLOAT8E5M2FNUZ, 01fe",
    "INT4, 01fe",
    "UINT4, 01fe",
    "FLOAT4E2M1, 01fe"
  })
  void readsTypedLists(ElementType type, String hex) {
    TensorProto.Builder proto = header(type, elementsOfTwoEntries(type));
    switch (type) {
      case FLOAT, COMPLEX64 -> proto.addAllFloatData(List.of(1f, -2f));
      case DOUBLE, COMPLEX128 -> proto.addAllDoubleData(List.of(1d, -2d));
      case INT64 -> proto.addAllInt64Data(List.of(1L, -2L));
      case UINT32, UINT64 -> proto.addAllUint64Data(List.of(1L, -2L));
      default -> proto.addAllInt32Data(List.of(1, -2));
    }
    assertEquals(hex, hex(read(proto.build())));
  }

  @ParameterizedTest
  @EnumSource
  void readsRawBytesAsTheyAre(ElementType type) {
    byte[] raw = new byte[(int) type.byteSize(2)];
    raw[0] = 42;
    TensorProto proto = header(type, 2).setRawData(ByteString.copyFrom(raw)).build();
    assertEquals(HexFormat.of().formatHex(raw), hex(read(proto)));
  }

  @ParameterizedTest
  @EnumSource
  void rejectsAListOfAnotherLength(ElementType type) {
    SottoException e = assertThrows(SottoException.class, () -> read(header(type, 3).build()));
    assertTrue(e.getMessage().contains("'w' expected"), e::getMessage);
  }

  @Test
  void readsAnOddNumberOfNibbles() {
    TensorProto proto = header(ElementType.INT4, 3).addInt32Data(0x21).addInt32Data(0x03).build();
    assertEquals("2103", hex(read(proto)));
  }

  @Test
  void readsEmptyTensorsAndScalars() {
    assertEquals(0, read(header(ElementType.FLOAT, 0).build()).elements());
    TensorProto scalar = header(ElementType.FLOAT, 1).clearDims().addFloatData(1).build();
    assertEquals(0, read(scalar).rank());
  }

  @Test
  void givesWholeNumbersOfWholeTypesOnly() {
    Tensor tensor = read(header(ElementType.INT32, 2).addInt32Data(5).addInt32Data(-6).build());
    assertEquals(List.of(5L, -6L), java.util.Arrays.stream(tensor.longs()).boxed().toList());
    Tensor real = read(header(ElementType.FLOAT, 1).addFloatData(5).build());
    assertThrows(IllegalStateException.class, real::longs);
  }

  private static int elementsOfTwoEntries(ElementType type) {
    return switch (type) {
      case COMPLEX64, COMPLEX128 -> 1;
      case INT4, UINT4, FLOAT4E2M1 -> 4;
      default -> 2;
    };
  }

  private static TensorProto.Builder header(ElementType type, long elements) {
    return TensorProto.newBuilder().setName("w").setDataType(type.onnxNumber()).addDims(elements);
  }

  private static String hex(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes().order(ByteOrder.BIG_ENDIAN);
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.of().formatHex(copy);
  }

  private Tensor read(TensorProto proto) {
    return reader.read(proto, RawDataOffsets.NONE);
  }
}
