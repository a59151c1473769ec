package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Fields of a result that was read from {@code file}; one that is missing or of another kind is bad
 * input.
 */
public record ResultFields(Path file) {
  /** One of the constants of {@code type}, in any case. */
  public <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String name) {
    String found = text(json, name).toUpperCase(Locale.ROOT);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(found)) {
        return value;
      }
    }
    throw wrong(name, "one that Sotto knows");
  }

  /** An object whose values are texts. */
  public Map<String, String> texts(JsonNode json, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(json, name).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  /** An object or list. */
  public JsonNode object(JsonNode json, String name) {
    JsonNode found = json.path(name);
    if (!found.isContainerNode()) {
      throw wrong(name, "an object or list");
    }
    return found;
  }

  public String text(JsonNode json, String name) {
    if (!json.path(name).isTextual()) {
      throw wrong(name, "a text");
    }
    return json.path(name).textValue();
  }

  public double number(JsonNode json, String name) {
    if (!json.path(name).isNumber()) {
      throw wrong(name, "a number");
    }
    return json.path(name).doubleValue();
  }

  public long whole(JsonNode json, String name) {
    if (!json.path(name).canConvertToExactIntegral() || !json.path(name).canConvertToLong()) {
      throw wrong(name, "a whole number");
    }
    return json.path(name).longValue();
  }

  public int integer(JsonNode json, String name) {
    if (!json.path(name).isInt()) {
      throw wrong(name, "a whole number");
    }
    return json.path(name).intValue();
  }

  public boolean bool(JsonNode json, String name) {
    if (!json.path(name).isBoolean()) {
      throw wrong(name, "true or false");
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

  SottoException wrong(String name, String expected) {
    return SottoException.badInput(
        file,
        "expected \"%s\" with %s; an older Sotto's result must be made again"
            .formatted(name, expected));
  }
}
