package dev.sotto.models.whisper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads and writes the JSON files of an export, turning every failure into one clear line. */
public final class JsonFiles {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * What the parser adds for programmers: names of its own settings, and where its source is not
   * shown.
   */
  private static final Pattern PARSER_JARGON =
      Pattern.compile(
          "\\s*(\\((start marker|for Object|for Array|enable|through)[^)]*\\)+.*|\\[Source.*|;"
              + " (enable|see) `.*|\\(`.*)");

  private JsonFiles() {}

  /**
   * Reads a JSON object.
   *
   * @throws SottoException if the file is missing, unreadable, not JSON, or not an object
   */
  public static ObjectNode readObject(Path file) {
    try {
      return parseObject(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw SottoException.badInput(file, "no such file", e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
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
      throw SottoException.badInput(
          file, "not valid JSON at line " + line(e) + ": " + plain(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
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
      throw new IllegalArgumentException("not valid JSON: " + plain(e.getOriginalMessage()), e);
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

  /** The parser's own words without what only programmers need. */
  static String plain(String message) {
    return PARSER_JARGON.matcher(message.lines().findFirst().orElse("")).replaceAll("");
  }

  /** How to name a value that was found. */
  static String found(JsonNode value) {
    return value == null || value.isMissingNode() ? "none" : value.toString();
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }
}
