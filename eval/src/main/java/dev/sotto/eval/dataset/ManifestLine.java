package dev.sotto.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads one line of a manifest. */
final class ManifestLine {
  private static final int MAX_QUOTED_CHARACTERS = 60;
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Why a line cannot be used; the manifest collects these. */
  static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
      super(message);
    }

    BadLineException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Path folder;

  /**
   * @param folder absolute; what relative paths start from
   */
  ManifestLine(Path folder) {
    this.folder = folder;
  }

  /** The utterance that bytes {@code start} to {@code end} describe; none if they are blank. */
  Optional<Utterance> utterance(byte[] bytes, int start, int end, int line)
      throws BadLineException {
    Optional<ObjectNode> json = object(bytes, start, end);
    return json.isEmpty() ? Optional.empty() : Optional.of(utterance(json.get(), true, line));
  }

  /** The clip that bytes {@code start} to {@code end} name; none if they are blank. */
  Optional<Clip> clip(byte[] bytes, int start, int end, int line) throws BadLineException {
    Optional<ObjectNode> json = object(bytes, start, end);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    // Checks every field that a manifest may have, so that a row can be written again as it is.
    Utterance row = utterance(json.get(), false, line);
    return Optional.of(
        new Clip(row.audio(), !row.reference().isBlank(), row.language(), fields(json.get())));
  }

  private static Optional<ObjectNode> object(byte[] bytes, int start, int end)
      throws BadLineException {
    String text = decode(bytes, start, end);
    return text.isBlank() ? Optional.empty() : Optional.of(parseObject(text));
  }

  private Utterance utterance(ObjectNode json, boolean needsText, int line)
      throws BadLineException {
    Path audio = audio(requiredText(json, "audio_filepath"));
    return new Utterance(
        id(audio),
        audio,
        needsText ? requiredText(json, "text") : optionalText(json, "text").orElse(""),
        duration(json),
        optionalText(json, "language"),
        optionalText(json, "speaker"),
        line);
  }

  private static Map<String, JsonNode> fields(ObjectNode json) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    json.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static String decode(byte[] bytes, int start, int end) throws BadLineException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadLineException("not valid UTF-8; save the file as UTF-8", e);
    }
  }

  private static ObjectNode parseObject(String text) throws BadLineException {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new BadLineException("not valid JSON: " + firstLine(e.getOriginalMessage()), e);
    }
    throw new BadLineException("expected a JSON object, found " + quote(text));
  }

  private Path audio(String written) throws BadLineException {
    Path audio;
    try {
      audio = folder.resolve(written).normalize();
    } catch (InvalidPathException e) {
      throw new BadLineException("\"audio_filepath\" is no path: " + e.getReason(), e);
    }
    if (!Files.isRegularFile(audio)) {
      throw new BadLineException("no such clip: " + quote(written));
    }
    return audio;
  }

  private String id(Path audio) {
    Path relative = audio.startsWith(folder) ? folder.relativize(audio) : audio.getFileName();
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static String requiredText(ObjectNode json, String field) throws BadLineException {
    Optional<String> text = optionalText(json, field);
    if (text.isEmpty()) {
      throw new BadLineException("\"" + field + "\" is missing");
    }
    return text.get();
  }

  private static Optional<String> optionalText(ObjectNode json, String field)
      throws BadLineException {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new BadLineException(
          "expected text for \"" + field + "\", found " + quote(value.toString()));
    }
    return Optional.of(value.textValue());
  }

  private static OptionalDouble duration(ObjectNode json) throws BadLineException {
    JsonNode value = json.path("duration");
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    double seconds = value.doubleValue();
    if (!value.isNumber() || !Double.isFinite(seconds) || seconds < 0) {
      throw new BadLineException(
          "expected seconds for \"duration\", found " + quote(value.toString()));
    }
    return OptionalDouble.of(seconds);
  }

  private static String quote(String text) {
    String line = text.strip();
    int length = Math.min(MAX_QUOTED_CHARACTERS, line.length());
    return line.substring(0, length) + (line.length() > length ? "..." : "");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
