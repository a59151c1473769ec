package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The fields of an object of a plan, each of the right type or an error.
 *
 * @param file of the plan, for messages and for what lies beside it
 */
public record PlanFields(Path file, ObjectNode json) {

  /** The text under {@code key}. */
  public String text(String key) {
    return text(json.path(key), key);
  }

  /** The values of the object under {@code key}. */
  public <T> Map<String, T> map(String key, Function<JsonNode, T> value) {
    if (!json.path(key).isObject()) {
      throw bad("expected an object \"" + key + "\"");
    }
    Map<String, T> map = new TreeMap<>();
    json.path(key)
        .properties()
        .forEach(entry -> map.put(entry.getKey(), value.apply(entry.getValue())));
    return map;
  }

  /** The identities of files under {@code key}, by name. */
  Map<String, FileIdentity> files(String key) {
    return map(key, node -> identity(node, key));
  }

  /** The identity of a file that {@code node}, found under {@code key}, states. */
  FileIdentity identity(JsonNode node, String key) {
    if (!node.path("bytes").canConvertToLong()) {
      throw bad("expected the bytes of each file in \"" + key + "\"");
    }
    return new FileIdentity(
        node.path("bytes").longValue(),
        text(node.path("crc32c"), "crc32c"),
        text(node.path("sha256"), "sha256"));
  }

  /** Lists of group numbers under {@code key}, by block. */
  Map<String, List<Integer>> groups(String key) {
    return map(
        key,
        node -> {
          List<Integer> groups = new ArrayList<>();
          for (JsonNode index : node) {
            if (!index.isInt() || index.intValue() < 0) {
              throw bad("expected group numbers in \"" + key + "\", found " + index);
            }
            if (groups.contains(index.intValue())) {
              throw bad("group " + index + " stands twice in a list of \"" + key + "\"");
            }
            groups.add(index.intValue());
          }
          if (!node.isArray()) {
            throw bad("expected lists of group numbers in \"" + key + "\"");
          }
          return groups;
        });
  }

  /** Magnitudes under {@code key}, by role. */
  Map<String, Double> magnitudes(String key) {
    return map(
        key,
        node -> {
          double magnitude = node.doubleValue();
          if (!node.isNumber() || !(magnitude >= 0) || Double.isInfinite(magnitude)) {
            throw bad("expected a magnitude in \"" + key + "\", found " + node);
          }
          return magnitude;
        });
  }

  private String text(JsonNode node, String key) {
    if (!node.isTextual()) {
      throw bad(
          "expected text in \"" + key + "\", found " + (node.isMissingNode() ? "none" : node));
    }
    return node.textValue();
  }

  /** The error that something is wrong with the plan. */
  public SottoException bad(String reason) {
    return SottoException.badInput(file, reason);
  }
}
