package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** What an ONNX file says beside its graph. */
public final class FileHead {
  private FileHead() {}

  /** Version of each imported operator set; ONNX's own has the empty name. */
  public static Map<String, Long> opsets(Path file) {
    return read(file).getOpsetImportList().stream()
        .collect(Collectors.toMap(OperatorSetIdProto::getDomain, OperatorSetIdProto::getVersion));
  }

  /** The tool that made the file. */
  static String producer(Path file) {
    return read(file).getProducerName();
  }

  private static ModelProto read(Path file) {
    try {
      return ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
