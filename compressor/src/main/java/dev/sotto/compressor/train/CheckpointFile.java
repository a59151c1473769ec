package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * A file of named float32 or int32 vectors with a note, in the safetensors format: the length of a
 * JSON header in 8 bytes, the header, the elements. It is written beside its place, forced to the
 * disk and then moved there, so that a kill or a full disk leaves the one before.
 */
final class CheckpointFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long MAX_HEADER_BYTES = 1 << 26;

  private CheckpointFile() {}

  /**
   * Writes vectors.
   *
   * @param vectors by name, native byte order, each as a whole
   * @throws SottoException if the disk is full; what was there before is still there
   */
  static void write(Path file, Map<String, ByteBuffer> vectors, Map<String, String> note) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeAll(channel, header(vectors, note));
        for (ByteBuffer vector : vectors.values()) {
          writeAll(channel, vector.duplicate().clear());
        }
        channel.force(true);
      }
      move(partial, file);
    } catch (IOException e) {
      remove(partial);
      throw SottoException.badInput(
          file, "the checkpoint cannot be written, the one before is whole: " + e.getMessage(), e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that led here is what the user needs to know; the next checkpoint overwrites
      // it.
      return;
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer header(Map<String, ByteBuffer> vectors, Map<String, String> note)
      throws IOException {
    ObjectNode header = MAPPER.createObjectNode();
    note.forEach(header.putObject("__metadata__")::put);
    long offset = 0;
    for (Map.Entry<String, ByteBuffer> vector : vectors.entrySet()) {
      long bytes = vector.getValue().capacity();
      ObjectNode entry = header.putObject(vector.getKey());
      entry.put("dtype", vector.getKey().startsWith("groups/") ? "I32" : "F32");
      entry.putArray("shape").add(bytes / Float.BYTES);
      entry.putArray("data_offsets").add(offset).add(offset + bytes);
      offset += bytes;
    }
    byte[] json = MAPPER.writeValueAsBytes(header);
    // Padded with spaces to a multiple of 8, so that the elements are aligned.
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return ByteBuffer.allocate(Long.BYTES + padded.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(padded.length)
        .put(padded)
        .flip();
  }

  /**
   * Reads vectors into {@code vectors}, which must be those of the file, and returns the note.
   *
   * @throws SottoException if the file is damaged or is that of another model
   */
  static JsonNode read(Path file, Map<String, ByteBuffer> vectors) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = Long.BYTES + headerBytes(file, channel);
      JsonNode header = readHeader(channel, (int) (start - Long.BYTES));
      int found = 0;
      for (Map.Entry<String, JsonNode> field : header.properties()) {
        if (field.getKey().equals("__metadata__")) {
          continue;
        }
        ByteBuffer vector = vectors.get(field.getKey());
        long from = field.getValue().path("data_offsets").path(0).asLong();
        long to = field.getValue().path("data_offsets").path(1).asLong();
        if (vector == null || vector.capacity() != to - from) {
          throw SottoException.badInput(
              file, "is the checkpoint of another model: " + field.getKey() + " does not fit");
        }
        readAll(file, channel, vector.duplicate().clear(), start + from);
        found++;
      }
      if (found != vectors.size()) {
        throw SottoException.badInput(
            file, "expected " + vectors.size() + " vectors in the checkpoint, found " + found);
      }
      return header.path("__metadata__");
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The note alone. */
  static JsonNode readNote(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return readHeader(channel, (int) headerBytes(file, channel)).path("__metadata__");
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static long headerBytes(Path file, FileChannel channel) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readAll(file, channel, length, 0);
    long bytes = length.getLong(0);
    if (bytes < 2 || bytes > MAX_HEADER_BYTES || bytes > channel.size() - Long.BYTES) {
      throw SottoException.badInput(file, "is no checkpoint, or a damaged one");
    }
    return bytes;
  }

  private static JsonNode readHeader(FileChannel channel, int bytes) throws IOException {
    ByteBuffer json = ByteBuffer.allocate(bytes);
    int read = 0;
    while (json.hasRemaining() && read >= 0) {
      read = channel.read(json, Long.BYTES + json.position());
    }
    return MAPPER.readTree(new String(json.array(), StandardCharsets.UTF_8));
  }

  private static void readAll(Path file, FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw SottoException.badInput(file, "is cut short; start again without --resume");
      }
    }
  }
}
