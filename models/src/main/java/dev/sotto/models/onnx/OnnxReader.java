package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.GraphCheck;
import dev.sotto.models.io.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * Turns a file into an {@link OnnxModel}, refusing what is no sound ONNX model with one clear line.
 */
final class OnnxReader {
  /**
   * Newest versions that ONNX Runtime 1.29 and the operators known here cover, with room for one
   * release.
   */
  private static final long NEWEST_IR_VERSION = 14;

  private static final long NEWEST_OPSET = 27;

  private OnnxReader() {}

  static OnnxModel read(Path file) {
    ByteBuffer bytes = map(file);
    ModelProto proto = parse(file, bytes);
    if (!proto.hasGraph() || proto.getIrVersion() == 0) {
      throw SottoException.badInput(file, "not an ONNX model: no IR version or no graph");
    }
    if (proto.getIrVersion() > NEWEST_IR_VERSION) {
      throw SottoException.badInput(
          file,
          "expected an ONNX IR version up to %s, found %s"
              .formatted(NEWEST_IR_VERSION, proto.getIrVersion()));
    }
    checkOpset(file, proto);
    Sources sources = new Sources();
    Graph graph = new GraphReader(file, sources).read(proto.getGraph(), rawOffsets(file, bytes));
    GraphCheck.check(file, graph);
    return new OnnxModel(file, proto, graph, sources);
  }

  /** The whole of a file that does not say at once that it is no ONNX model. */
  static ByteBuffer map(Path file) {
    WholeFile.checkRegular(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw SottoException.badInput(file, "the file is empty; expected an ONNX model");
      }
      if (size > Integer.MAX_VALUE) {
        throw SottoException.badInput(
            file, "larger than 2 GiB; expected its weights in an external data file");
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      checkStart(file, bytes);
      return bytes;
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void checkStart(Path file, ByteBuffer bytes) {
    String start = start(bytes);
    if (start.startsWith("version https://git-lfs")) {
      throw SottoException.badInput(
          file, "a git-lfs pointer, not the model itself; fetch it with 'git lfs pull'");
    }
    if (start.startsWith("<")) {
      throw SottoException.badInput(
          file, "a web page (HTML), not an ONNX model; download it again");
    }
  }

  private static ModelProto parse(Path file, ByteBuffer bytes) {
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      // Weights stay views of the mapped file instead of copies in the heap.
      input.enableAliasing(true);
      return ModelProto.parseFrom(input);
    } catch (IOException e) {
      throw unsound(file, e);
    }
  }

  /** A mapped file cannot fail to be read; its content can fail to be what it should. */
  static SottoException unsound(Path file, IOException e) {
    return SottoException.badInput(
        file, "not a sound ONNX file, damaged or cut off: " + firstSentence(e.getMessage()), e);
  }

  private static List<Long> rawOffsets(Path file, ByteBuffer bytes) {
    try {
      return RawDataOffsets.of(bytes);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static String start(ByteBuffer bytes) {
    byte[] start = new byte[Math.min(64, bytes.remaining())];
    bytes.duplicate().get(start);
    return new String(start, StandardCharsets.ISO_8859_1).stripLeading();
  }

  private static String firstSentence(String message) {
    int end = message.indexOf(". ");
    return end < 0 ? message : message.substring(0, end);
  }

  private static void checkOpset(Path file, ModelProto proto) {
    long onnx = 0;
    for (OperatorSetIdProto set : proto.getOpsetImportList()) {
      onnx = Set.of("", "ai.onnx").contains(set.getDomain()) ? set.getVersion() : onnx;
    }
    if (onnx < 1 || onnx > NEWEST_OPSET) {
      throw SottoException.badInput(
          file, "expected an ONNX operator set from 1 to " + NEWEST_OPSET + ", found " + onnx);
    }
  }
}
