package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Maps tensors that lie in files beside the model. A file must lie below the model's folder: a
 * model from elsewhere must not make Sotto read what its user did not mean to share.
 */
final class ExternalData {
  static final String LOCATION = "location";
  static final String OFFSET = "offset";
  static final String LENGTH = "length";

  private final Path file;

  ExternalData(Path file) {
    this.file = file;
  }

  /** The {@code expectedBytes} bytes of a tensor, mapped from its file. */
  TensorData map(TensorProto proto, long expectedBytes) {
    String subject = "tensor '" + proto.getName() + "'";
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : proto.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    Path data = locate(subject, entries.get(LOCATION));
    long offset = number(subject, OFFSET, entries.getOrDefault(OFFSET, "0"));
    long length =
        number(subject, LENGTH, entries.getOrDefault(LENGTH, Long.toString(expectedBytes)));
    if (length != expectedBytes) {
      throw bad(
          subject,
          "expected " + expectedBytes + " bytes of external data, its length says " + length);
    }
    if (length > Integer.MAX_VALUE) {
      throw bad(subject, "takes " + length + " bytes; Sotto reads tensors up to 2 GiB");
    }
    try (FileChannel channel = FileChannel.open(data, StandardOpenOption.READ)) {
      if (offset > channel.size() - length) {
        throw bad(
            subject,
            "expects %s bytes at offset %s of %s, which has %s"
                .formatted(length, offset, data.getFileName(), channel.size()));
      }
      return new MappedData(
          data, offset, channel.map(FileChannel.MapMode.READ_ONLY, offset, length));
    } catch (IOException e) {
      throw SottoException.badInput(data, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The data file at {@code location}, which lies with the model. */
  Path locate(String subject, String location) {
    if (location == null || location.isEmpty()) {
      throw bad(subject, "names no external data file");
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    try {
      Path relative = Path.of(location);
      Path data = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !data.startsWith(folder)) {
        throw bad(subject, "external data '" + location + "' lies outside the model's folder");
      }
      if (!Files.isRegularFile(data)) {
        throw bad(subject, "external data file '" + location + "' is missing");
      }
      if (!reachedWithin(folder, data)) {
        throw bad(
            subject,
            ("external data '%s' is reached by a link out of the model's folder, which"
                    + " ONNX Runtime refuses; put the file itself there")
                .formatted(location));
      }
      return data;
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    } catch (InvalidPathException e) {
      throw bad(subject, "external data location is no file name");
    }
  }

  /**
   * Whether links on the way to {@code data} end where ONNX Runtime (1.29) lets a model keep its
   * weights: below the model's folder, or below the one in which the model's own file really lies.
   * The latter is how model caches work, where graph and weights are both links into one folder.
   */
  private boolean reachedWithin(Path folder, Path data) throws IOException {
    Path real = data.toRealPath();
    return real.startsWith(folder.toRealPath()) || real.startsWith(file.toRealPath().getParent());
  }

  private long number(String subject, String key, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw SottoException.badInput(
          file, subject + " external data " + key + " is no number: '" + text + "'", e);
    }
    throw bad(subject, "external data " + key + " is negative: " + text);
  }

  private SottoException bad(String subject, String problem) {
    return SottoException.badInput(file, subject + " " + problem);
  }
}
