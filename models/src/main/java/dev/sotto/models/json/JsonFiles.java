package dev.sotto.models.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads and writes the JSON files of an export, turning every failure into one clear line. */
public final class JsonFiles {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonFiles() {}

  /**
   * Reads a JSON object.
   *
   * @throws SottoException if the file is missing, unreadable, not JSON, or not an object
   */
  public static ObjectNode readObject(Path file) {
    return parseObject(file, WholeFile.read(file));
  }

  /**
   * Parses a JSON object that was read from {@code file}.
   *
   * @throws SottoException if the text is not JSON, or not an object
   */
  public static ObjectNode parseObject(Path file, byte[] text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw SottoException.badInput(file, "expected a JSON object");
    } catch (JsonProcessingException e) {
      throw SottoException.badInput(file, JsonProblem.of(e), e);
    } catch (IOException e) {
      // The bytes are here already; what is left is text in an encoding of 16 or 32 bits.
      throw SottoException.badInput(file, "not valid JSON: not UTF-8", e);
    }
  }

  /**
   * Parses one line of a file of JSON lines.
   *
   * @throws IllegalArgumentException if the line is no JSON, with the reason as its message
   */
  public static JsonNode parseLine(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(JsonProblem.inLine(e), e);
    }
  }

  /**
   * The bytes of {@code node} as indented JSON with a final newline; the same node gives the same
   * bytes.
   */
  public static byte[] write(JsonNode node) {
    try {
      byte[] text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
      byte[] lines = Arrays.copyOf(text, text.length + 1);
      lines[text.length] = '\n';
      return lines;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of {@code node} as JSON without white space; the same node gives the same bytes. */
  public static byte[] writeCompact(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /** How to name a value that was found. */
  public static String found(JsonNode value) {
    return value == null || value.isMissingNode() ? "none" : value.toString();
  }
}
