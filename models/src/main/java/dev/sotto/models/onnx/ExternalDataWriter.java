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

/** Writes external data files anew beside the model, each under the name that it had. */
final class ExternalDataWriter implements Closeable {
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
      ChannelBytes.writeAll(channel, tensor.bytes());
      TensorProto.Builder builder = OnnxWriter.header(base, tensor).toBuilder().clearExternalData();
      for (StringStringEntryProto entry : base.getExternalDataList()) {
        String value =
            switch (entry.getKey()) {
              case ExternalData.OFFSET -> Long.toString(offset);
              case ExternalData.LENGTH -> Long.toString(tensor.data().byteSize());
              default -> entry.getValue();
            };
        builder.addExternalData(entry.toBuilder().setValue(value));
      }
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
