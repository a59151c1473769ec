package dev.sotto.eval.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what any recogniser heard: one JSON object a line, with {@code id} (a text or a whole
 * number), {@code reference} or else {@code text}, and {@code hypothesis}. Other fields are
 * ignored, as are blank lines.
 */
final class TextPairs {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;

  private TextPairs(Path file) {
    this.file = file;
  }

  /**
   * The pairs in {@code text}.
   *
   * @throws SottoException naming the first line that cannot be used
   */
  static List<TextPair> parse(Path file, String text) {
    TextPairs reader = new TextPairs(file);
    List<TextPair> pairs = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        pairs.add(reader.pair(line, number));
      }
    }
    return pairs;
  }

  /** The JSON object that a line holds, if it holds one. */
  static Optional<ObjectNode> object(String line) {
    try {
      return MAPPER.readTree(line) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private TextPair pair(String line, int number) {
    ObjectNode json =
        object(line).orElseThrow(() -> wrong(number, "expected one JSON object on the line"));
    JsonNode id = json.path("id");
    if (!id.isTextual() && !id.isIntegralNumber()) {
      throw wrong(number, "expected \"id\" with a text");
    }
    String reference = json.has("reference") ? "reference" : "text";
    if (!json.path(reference).isTextual()) {
      throw wrong(number, "expected \"reference\" or \"text\" with what was said");
    }
    if (!json.path("hypothesis").isTextual()) {
      throw wrong(number, "expected \"hypothesis\" with what was heard");
    }
    return new TextPair(
        id.asText(), json.path(reference).textValue(), json.path("hypothesis").textValue());
  }

  private SottoException wrong(int line, String problem) {
    return SottoException.badInput(file, "line " + line + ": " + problem);
  }
}
