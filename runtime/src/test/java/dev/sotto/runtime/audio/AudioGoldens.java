package dev.sotto.runtime.audio;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Rows of the log-mel golden file, which other implementations made. */
public final class AudioGoldens {
  private static final String FILE = "golden/logmel.jsonl";

  private AudioGoldens() {}

  /** The rows of one kind; skips the test where the material is absent. */
  public static List<JsonNode> rows(String kind) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    return Files.readAllLines(SharedFiles.shared(FILE)).stream()
        .map(line -> parse(mapper, line))
        .filter(row -> row.get("kind").asText().equals(kind))
        .toList();
  }

  private static JsonNode parse(ObjectMapper mapper, String line) {
    try {
      return mapper.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recording that a row names. */
  public static Path recording(JsonNode row) {
    return SharedFiles.shared("speech/" + row.get("path").asText());
  }

  /** SHA-256 of the samples as little-endian floats. */
  public static String sha256(float[] samples) throws NoSuchAlgorithmException {
    ByteBuffer bytes = ByteBuffer.allocate(samples.length * Float.BYTES).order(LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
