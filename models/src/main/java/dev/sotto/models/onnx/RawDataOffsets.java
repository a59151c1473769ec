package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Where in a model file the raw bytes of each initializer of the outermost graph lie. */
final class RawDataOffsets {
  /** An initializer without raw bytes. */
  static final long NONE = -1;

  private RawDataOffsets() {}

  /**
   * Walks the file's fields without reading their contents.
   *
   * @return an offset or {@link #NONE} for each initializer, in the order of the file
   */
  static List<Long> of(ByteBuffer file) throws IOException {
    List<Long> offsets = new ArrayList<>();
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(file).newCodedInput();
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (isMessage(tag, ModelProto.GRAPH_FIELD_NUMBER)) {
        graph(input, offsets);
      } else {
        input.skipField(tag);
      }
    }
    return offsets;
  }

  private static void graph(CodedInputStream input, List<Long> offsets) throws IOException {
    int outer = input.pushLimit(input.readRawVarint32());
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (isMessage(tag, GraphProto.INITIALIZER_FIELD_NUMBER)) {
        offsets.add(initializer(input));
      } else {
        input.skipField(tag);
      }
    }
    input.popLimit(outer);
  }

  private static long initializer(CodedInputStream input) throws IOException {
    long offset = NONE;
    int outer = input.pushLimit(input.readRawVarint32());
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (isMessage(tag, TensorProto.RAW_DATA_FIELD_NUMBER)) {
        int size = input.readRawVarint32();
        offset = input.getTotalBytesRead();
        input.skipRawBytes(size);
      } else {
        input.skipField(tag);
      }
    }
    input.popLimit(outer);
    return offset;
  }

  private static boolean isMessage(int tag, int field) {
    return WireFormat.getTagFieldNumber(tag) == field
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
