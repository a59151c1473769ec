package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.dataset.Quotation;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Fields of a result that was read from {@code file}; one that is missing or of another kind is bad
 * input.
 *
 * @param place which part of the file they are of, in words; empty for the whole
 */
public record ResultFields(Path file, String place) {
  public ResultFields(Path file) {
    this(file, "");
  }

  /** The same for fields of a part of the file. */
  ResultFields in(String part) {
    return new ResultFields(file, part + ": ");
  }

  /**
   * Makes sure that the file has the form {@code format}.
   *
   * @param command that writes such files
   */
  public void checkFormat(JsonNode json, String format, String command) {
    String found = json.path("format").asText();
    if (!found.equals(format)) {
      throw SottoException.badInput(
          file,
          "expected a result of the form %s, as '%s' writes it, found %s"
              .formatted(format, command, found.isEmpty() ? "none" : Quotation.of(found)));
    }
  }

  /** One of the constants of {@code type}, in any case. */
  public <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String name) {
    String found = text(json, name).toUpperCase(Locale.ROOT);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(found)) {
        return value;
      }
    }
    throw wrong(json, name, "a word that Sotto knows");
  }

  /** An object whose values are texts. */
  public Map<String, String> texts(JsonNode json, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object(json, name).properties()) {
      if (!field.getValue().isTextual()) {
        throw wrong(name, "texts alone");
      }
      texts.put(field.getKey(), field.getValue().textValue());
    }
    return texts;
  }

  /** An object or list. */
  public JsonNode object(JsonNode json, String name) {
    JsonNode found = json.path(name);
    if (!found.isContainerNode()) {
      throw wrong(json, name, "an object or list");
    }
    return found;
  }

  public String text(JsonNode json, String name) {
    if (!json.path(name).isTextual()) {
      throw wrong(json, name, "a text");
    }
    return json.path(name).textValue();
  }

  public double number(JsonNode json, String name) {
    if (!json.path(name).isNumber()) {
      throw wrong(json, name, "a number");
    }
    return json.path(name).doubleValue();
  }

  /** A text; empty if there is no such field. */
  Optional<String> textIfAny(JsonNode json, String name) {
    return json.has(name) ? Optional.of(text(json, name)) : Optional.empty();
  }

  /** A number; empty if there is no such field. */
  OptionalDouble numberIfAny(JsonNode json, String name) {
    return json.has(name) ? OptionalDouble.of(number(json, name)) : OptionalDouble.empty();
  }

  /** A whole number; empty if there is no such field. */
  OptionalInt integerIfAny(JsonNode json, String name) {
    return json.has(name) ? OptionalInt.of(integer(json, name)) : OptionalInt.empty();
  }

  public long whole(JsonNode json, String name) {
    if (!json.path(name).canConvertToExactIntegral() || !json.path(name).canConvertToLong()) {
      throw wrong(json, name, "a whole number");
    }
    return json.path(name).longValue();
  }

  public int integer(JsonNode json, String name) {
    if (!json.path(name).isInt()) {
      throw wrong(json, name, "a whole number");
    }
    return json.path(name).intValue();
  }

  public boolean bool(JsonNode json, String name) {
    if (!json.path(name).isBoolean()) {
      throw wrong(json, name, "true or false");
    }
    return json.path(name).booleanValue();
  }

  /** Refuses numbers too large to be held, which would be read as infinite. */
  void checkFinite(JsonNode json) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      checkFinite(field.getKey(), field.getValue());
    }
  }

  private void checkFinite(String name, JsonNode value) {
    if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
      throw wrong(name, "a finite number");
    }
    if (value.isArray()) {
      value.forEach(element -> checkFinite(name, element));
    }
    checkFinite(value);
  }

  /** A field that does not follow from the others, as it should. */
  SottoException contradicts(String name, JsonNode expected) {
    return SottoException.badInput(
        file,
        "expected \"%s\" to be %s, as follows from its other figures; was it edited, or made by another Sotto?"
            .formatted(name, Quotation.of(expected.toString())));
  }

  /** A field that is missing or holds what it cannot hold. */
  private SottoException wrong(JsonNode json, String name, String expected) {
    return json.has(name)
        ? wrong(name, expected + ", found " + Quotation.of(json.get(name).toString()))
        : wrong(name, expected + ", found none; an older Sotto's result must be made again");
  }

  /** A field with a value that no result has. */
  SottoException wrong(String name, String expected) {
    return SottoException.badInput(
        file, "%sexpected \"%s\" with %s".formatted(place, name, expected));
  }
}
