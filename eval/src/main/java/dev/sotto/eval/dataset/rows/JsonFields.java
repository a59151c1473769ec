package dev.sotto.eval.dataset.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Quotation;
import dev.sotto.models.json.JsonFiles;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A line that is a JSON object. A null is an absent field. */
public record JsonFields(ObjectNode json) implements Fields {
  /** Parses a line. */
  public static JsonFields parse(String line) throws BadRowException {
    try {
      if (JsonFiles.parseLine(line) instanceof ObjectNode object) {
        return new JsonFields(object);
      }
    } catch (IllegalArgumentException e) {
      throw new BadRowException(e.getMessage(), e);
    }
    throw new BadRowException("expected a JSON object, found " + Quotation.of(line));
  }

  @Override
  public Optional<String> text(String name) throws BadRowException {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new BadRowException(
          "expected text for \"" + name + "\", found " + Quotation.of(value.toString()));
    }
    return Optional.of(value.textValue());
  }

  @Override
  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** As Hugging Face writes a clip, {@code {"path": ..., "bytes": ...}}, if it is a file. */
  @Override
  public String clip(List<String> names) throws BadRowException {
    for (String name : names) {
      if (json.path(name) instanceof ObjectNode clip) {
        if (!clip.path("path").isTextual() || clip.hasNonNull("bytes")) {
          throw new BadRowException(
              "expected the path of a file in \"" + name + "\", found sound within the row");
        }
        return clip.path("path").textValue();
      }
      if (json.hasNonNull(name)) {
        break;
      }
    }
    return requiredText(names);
  }

  @Override
  public OptionalDouble seconds(String name) throws BadRowException {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    double seconds = value.isNumber() ? value.doubleValue() : Double.NaN;
    return Fields.checkedSeconds(name, seconds, value.toString());
  }

  @Override
  public Optional<String> name(String name) throws BadRowException {
    JsonNode value = json.path(name);
    return value.isIntegralNumber() ? Optional.of(value.asText()) : text(name);
  }
}
