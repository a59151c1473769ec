package dev.sotto.models.safetensors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.json.JsonFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes safetensors files. */
public final class SafetensorsWriter {
  private static final int ALIGNMENT_BYTES = 8;

  private SafetensorsWriter() {}

  /**
   * Writes tensors under the names of the map, one after the other, so that no more than one lies
   * in memory. The same tensors and metadata give the same bytes, whatever the order of the maps.
   * The file appears whole or not at all, and replaces one of that name.
   *
   * @throws SottoException if a tensor has an element type that the format has no name for, or the
   *     file cannot be written
   */
  public static void write(Path target, Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
    // Widest elements first: then every tensor starts at a multiple of its element's size.
    ordered.sort(
        Comparator.comparingLong(
                (Map.Entry<String, Tensor> entry) -> -entry.getValue().type().byteSize(1))
            .thenComparing(Map.Entry::getKey));
    byte[] header = header(target, ordered, metadata);
    OutputFile.write(
        target,
        channel -> {
          ByteBuffer start =
              ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
          start.putLong(header.length).put(header).flip();
          while (start.hasRemaining()) {
            channel.write(start);
          }
          for (Map.Entry<String, Tensor> entry : ordered) {
            entry.getValue().data().writeTo(channel);
          }
        },
        true);
  }

  /** The JSON text, padded with spaces so that the elements start at a multiple of 8 bytes. */
  private static byte[] header(
      Path target, List<Map.Entry<String, Tensor>> ordered, Map<String, String> metadata) {
    ObjectNode json = JsonFiles.newObject();
    if (!metadata.isEmpty()) {
      ObjectNode texts = json.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(texts::put);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : ordered) {
      Tensor tensor = entry.getValue();
      String type =
          ElementTypes.name(tensor.type())
              .orElseThrow(
                  () ->
                      SottoException.badInput(
                          target,
                          "safetensors has no name for the element type of tensor '%s', %s"
                              .formatted(entry.getKey(), tensor.type())));
      ObjectNode node = json.putObject(entry.getKey());
      node.put("dtype", type);
      ArrayNode shape = node.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(shape::add);
      long end = offset + tensor.data().byteSize();
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = JsonFiles.writeCompact(json);
    int padded = (text.length + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    byte[] header = Arrays.copyOf(text, padded);
    Arrays.fill(header, text.length, padded, (byte) ' ');
    return header;
  }
}
