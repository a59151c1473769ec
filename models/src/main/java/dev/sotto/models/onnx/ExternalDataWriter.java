package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.graph.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes external data files anew beside the model, each under the name that it had. */
final class ExternalDataWriter implements Closeable {
  /** What is no longer true once the elements have moved. */
  private static final Set<String> REPLACED =
      Set.of(ExternalData.OFFSET, ExternalData.LENGTH, "checksum");

  private final Path folder;
  private final List<Path> written;
  private final Map<String, FileChannel> channels = new HashMap<>();

  /**
   * @param written receives every file that is created
   */
  ExternalDataWriter(Path folder, List<Path> written) {
    this.folder = folder;
    this.written = written;
  }

  /** Appends the elements of {@code tensor} and returns its message, which says where they lie. */
  TensorProto append(TensorProto base, Tensor tensor) {
    String location =
        base.getExternalDataList().stream()
            .filter(entry -> entry.getKey().equals(ExternalData.LOCATION))
            .map(StringStringEntryProto::getValue)
            .findFirst()
            .orElseThrow();
    try {
      FileChannel channel = open(location);
      long offset = channel.position();
      tensor.data().writeTo(channel);
      TensorProto.Builder builder = OnnxWriter.header(base, tensor).toBuilder().clearExternalData();
      for (StringStringEntryProto entry : base.getExternalDataList()) {
        if (!REPLACED.contains(entry.getKey())) {
          builder.addExternalData(entry);
        }
      }
      builder.addExternalData(entry(ExternalData.OFFSET, offset));
      builder.addExternalData(entry(ExternalData.LENGTH, tensor.data().byteSize()));
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StringStringEntryProto entry(String key, long value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(Long.toString(value)).build();
  }

  private FileChannel open(String location) throws IOException {
    FileChannel channel = channels.get(location);
    if (channel == null) {
      Path path = folder.resolve(location);
      Files.createDirectories(path.getParent());
      channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      written.add(path);
      channels.put(location, channel);
    }
    return channel;
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : channels.values()) {
      channel.close();
    }
  }
}
