package dev.sotto.models.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What the header of a file says, checked against the file's size before anything relies on it.
 *
 * @param dataStart where in the file the elements begin, in bytes
 * @param entries by name, in the order of the header
 */
record SafetensorsHeader(long dataStart, Map<String, Entry> entries, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";

  /** The reference implementation refuses longer headers, so no honest file has one. */
  private static final long MOST_HEADER_BYTES = 100_000_000;

  /**
   * One tensor.
   *
   * @param from first byte of its elements, counted from the end of the header
   * @param to the byte behind its elements
   */
  record Entry(String name, ElementType type, List<Long> shape, long from, long to) {
    Entry {
      shape = List.copyOf(shape);
    }
  }

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw bad(file, "not a safetensors file: expected at least 8 bytes, found " + size);
    }
    long length =
        ByteBuffer.wrap(bytes(file, channel, 0, Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    if (length < 2 || length > Math.min(MOST_HEADER_BYTES, size - Long.BYTES)) {
      throw bad(
          file,
          ("not a sound safetensors file, damaged or cut off: its header claims %s bytes,"
                  + " the file has %s")
              .formatted(Long.toUnsignedString(length), size));
    }
    byte[] text = bytes(file, channel, Long.BYTES, (int) length);
    if (text[0] != '{') {
      throw bad(file, "not a safetensors file: its header is no JSON object");
    }
    ObjectNode json = JsonFiles.parseObject(file, text);
    long dataStart = Long.BYTES + length;
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getKey().equals(METADATA)) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
      }
    }
    checkPlaces(file, entries, size - dataStart);
    return new SafetensorsHeader(dataStart, entries, metadata);
  }

  private static byte[] bytes(Path file, FileChannel channel, long offset, int count)
      throws IOException {
    byte[] content = new byte[count];
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw bad(file, "became shorter while it was read");
      }
    }
    return content;
  }

  private static Entry entry(Path file, String name, JsonNode json) {
    String typeName = json.path("dtype").asText();
    ElementType type =
        ElementTypes.of(typeName)
            .orElseThrow(
                () ->
                    bad(
                        file,
                        subject(name) + "has element type '" + typeName + "', not supported"));
    long[] shape = numbers(file, name, json, "shape");
    long[] offsets = numbers(file, name, json, "data_offsets");
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw bad(
          file,
          subject(name) + "expected data_offsets [from, to], found " + json.get("data_offsets"));
    }
    long found = offsets[1] - offsets[0];
    if (found != byteSize(file, name, type, shape)) {
      throw bad(
          file,
          "%sof shape %s expected %s bytes of %s, found %s"
              .formatted(
                  subject(name),
                  json.get("shape"),
                  byteSize(file, name, type, shape),
                  typeName,
                  found));
    }
    if (found > Integer.MAX_VALUE) {
      throw bad(file, subject(name) + "takes " + found + " bytes; Sotto reads tensors up to 2 GiB");
    }
    return new Entry(name, type, Arrays.stream(shape).boxed().toList(), offsets[0], offsets[1]);
  }

  private static long[] numbers(Path file, String name, JsonNode json, String key) {
    JsonNode array = json.path(key);
    if (array.isArray()
        && StreamSupport.stream(array.spliterator(), false).allMatch(SafetensorsHeader::isSize)) {
      return StreamSupport.stream(array.spliterator(), false)
          .mapToLong(JsonNode::longValue)
          .toArray();
    }
    throw bad(
        file, subject(name) + "expected whole numbers for \"" + key + "\", found " + json.get(key));
  }

  private static boolean isSize(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
  }

  private static long byteSize(Path file, String name, ElementType type, long[] shape) {
    try {
      return type.byteSize(Tensor.elements(shape));
    } catch (ArithmeticException e) {
      throw SottoException.badInput(file, subject(name) + "has a shape too large to be true", e);
    }
  }

  /** Tensors must lie one behind the other, from the first byte of the data to its last. */
  private static void checkPlaces(Path file, Map<String, Entry> entries, long dataBytes) {
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long end = 0;
    for (Entry entry : ordered) {
      if (entry.to() > dataBytes) {
        throw bad(
            file,
            "%sends at byte %s of %s; the file is damaged or cut off"
                .formatted(subject(entry.name()), entry.to(), dataBytes));
      }
      if (entry.from() != end) {
        throw bad(
            file,
            subject(entry.name())
                + (entry.from() < end ? "overlaps the one before it" : "leaves a gap before it"));
      }
      end = entry.to();
    }
    if (end != dataBytes) {
      throw bad(
          file, "its tensors take " + end + " bytes, but " + dataBytes + " follow its header");
    }
  }

  private static String subject(String name) {
    return "tensor '" + name + "' ";
  }

  private static SottoException bad(Path file, String problem) {
    return SottoException.badInput(file, problem);
  }
}
