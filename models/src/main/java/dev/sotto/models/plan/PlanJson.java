package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The JSON form of a plan:
 *
 * <pre>
 * { "format": "sotto-plan/1",
 *   "model": { "encoder_model.onnx": { "bytes": 32878337, "crc32c": "...", "sha256": "..." }, ... },
 *   "heads": "uniform",
 *   "settings": { "method": "weight-statistics", "structuredScale": "1.25", ... },
 *   "remove": { "decoder.layers.0.encoder_attn": [1, 4], "encoder.layers.2.ffn": [0, 7, ...] },
 *   "zeroBelow": { "encoder.layers.2.fc1.weight": 0.0031 } }
 * </pre>
 */
public final class PlanJson {
  public static final String FORMAT = "sotto-plan/1";

  private PlanJson() {}

  /**
   * Reads a plan.
   *
   * @throws SottoException if the file is missing, malformed, or of another format
   */
  public static Plan read(Path file) {
    ObjectNode json = JsonFiles.readObject(file);
    String format = json.path("format").asText();
    if (!format.equals(FORMAT)) {
      throw SottoException.badInput(
          file, "expected a plan of format \"" + FORMAT + "\", found \"" + format + "\"");
    }
    String heads = text(file, json.path("heads"), "heads");
    if (!List.of("uniform", "portable", "free").contains(heads)) {
      throw SottoException.badInput(
          file, "expected \"uniform\", \"portable\" or \"free\" heads, found \"" + heads + "\"");
    }
    return new Plan(
        map(file, json, "model", value -> identity(file, value)),
        HeadMode.valueOf(heads.toUpperCase(Locale.ROOT)),
        map(file, json, "settings", JsonNode::asText),
        map(file, json, "remove", value -> groups(file, value)),
        map(file, json, "zeroBelow", value -> magnitude(file, value)));
  }

  /** The plan as JSON; equal plans give equal bytes. */
  public static byte[] write(Plan plan) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    ObjectNode model = json.putObject("model");
    plan.model()
        .forEach(
            (name, identity) ->
                model
                    .putObject(name)
                    .put("bytes", identity.bytes())
                    .put("crc32c", identity.crc32c())
                    .put("sha256", identity.sha256()));
    json.put("heads", plan.heads().name().toLowerCase(Locale.ROOT));
    ObjectNode settings = json.putObject("settings");
    plan.settings().forEach(settings::put);
    ObjectNode remove = json.putObject("remove");
    plan.remove()
        .forEach(
            (block, groups) -> {
              ArrayNode array = remove.putArray(block);
              groups.forEach(array::add);
            });
    ObjectNode zeroBelow = json.putObject("zeroBelow");
    plan.zeroBelow().forEach(zeroBelow::put);
    return JsonFiles.write(json);
  }

  private static <T> Map<String, T> map(
      Path file, ObjectNode json, String key, Function<JsonNode, T> value) {
    JsonNode object = json.path(key);
    if (!object.isObject()) {
      throw SottoException.badInput(file, "expected an object \"" + key + "\"");
    }
    Map<String, T> map = new TreeMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), value.apply(entry.getValue())));
    return map;
  }

  private static FileIdentity identity(Path file, JsonNode node) {
    if (!node.path("bytes").canConvertToLong()) {
      throw SottoException.badInput(file, "expected the bytes of each file in \"model\"");
    }
    return new FileIdentity(
        node.path("bytes").longValue(),
        text(file, node.path("crc32c"), "crc32c"),
        text(file, node.path("sha256"), "sha256"));
  }

  private static String text(Path file, JsonNode node, String key) {
    if (!node.isTextual()) {
      throw SottoException.badInput(
          file,
          "expected text in \"" + key + "\", found " + (node.isMissingNode() ? "none" : node));
    }
    return node.textValue();
  }

  private static List<Integer> groups(Path file, JsonNode node) {
    List<Integer> groups = new ArrayList<>();
    for (JsonNode index : node) {
      if (!index.isInt() || index.intValue() < 0) {
        throw SottoException.badInput(file, "expected group numbers in \"remove\", found " + index);
      }
      if (groups.contains(index.intValue())) {
        throw SottoException.badInput(
            file, "group " + index + " stands twice in a list of \"remove\"");
      }
      groups.add(index.intValue());
    }
    if (!node.isArray()) {
      throw SottoException.badInput(file, "expected lists of group numbers in \"remove\"");
    }
    return groups;
  }

  private static double magnitude(Path file, JsonNode node) {
    if (!node.isNumber() || !(node.doubleValue() >= 0) || Double.isInfinite(node.doubleValue())) {
      throw SottoException.badInput(file, "expected a magnitude in \"zeroBelow\", found " + node);
    }
    return node.doubleValue();
  }
}
