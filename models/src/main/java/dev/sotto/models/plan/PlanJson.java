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
 * { "format": "sotto-plan/2",
 *   "model": { "encoder_model.onnx": { "bytes": 32878337, "crc32c": "...", "sha256": "..." }, ... },
 *   "heads": "uniform",
 *   "settings": { "method": "weight-statistics", "structuredScale": "1.25", ... },
 *   "edits": [
 *     { "edit": "remove-layers", "layers": { "decoder": [1], "encoder": [2] } },
 *     { "edit": "remove-groups",
 *       "groups": { "decoder.layers.0.encoder_attn": [1, 4], "encoder.layers.2.ffn": [0, 7, ...] } },
 *     { "edit": "zero-below", "magnitudes": { "encoder.layers.2.fc1.weight": 0.0031 } },
 *     { "edit": "replace-weights", "file": "trained.safetensors", "bytes": ..., "crc32c": ... },
 *     { "edit": "low-rank", "file": "factors.safetensors", "bytes": ..., "crc32c": ... },
 *     { "edit": "keep-vocabulary", "of": 51864, "ids": [ "0-255", "1115", ... ] },
 *     { "edit": "set-context", "window": "flexible" },
 *     { "edit": "quantize", "formats": { "int8:64": ["decoder.embed_tokens.weight", ...], ... } },
 *     { "edit": "name-graphs", "suffix": "q8" } ] }
 * </pre>
 *
 * <p>In the form before, {@code "remove"} and {@code "zeroBelow"} stood in place of the edits.
 */
public final class PlanJson {
  public static final String FORMAT = "sotto-plan/2";

  /** The form before. */
  static final String OLD_FORMAT = "sotto-plan/1";

  /** What reads each kind of edit. */
  private static final Map<String, Function<PlanFields, Edit>> EDITS =
      Map.of(
          RemoveGroups.KIND,
          fields -> new RemoveGroups(fields.groups("groups")),
          ZeroBelow.KIND,
          fields -> new ZeroBelow(fields.magnitudes("magnitudes")),
          ReplaceWeights.KIND,
          ReplaceWeights::read,
          RemoveLayers.KIND,
          RemoveLayers::read,
          LowRank.KIND,
          LowRank::read,
          KeepVocabulary.KIND,
          KeepVocabulary::read,
          SetContext.KIND,
          SetContext::read,
          Quantize.KIND,
          Quantize::read,
          NameGraphs.KIND,
          NameGraphs::read);

  private final Map<String, Function<PlanFields, Edit>> edits;

  private PlanJson(Map<String, Function<PlanFields, Edit>> edits) {
    this.edits = new TreeMap<>(edits);
  }

  /** The form with the edits that Sotto has. */
  static PlanJson builtIn() {
    return new PlanJson(EDITS);
  }

  /** This form with one more kind of edit. */
  PlanJson with(String kind, Function<PlanFields, Edit> reader) {
    PlanJson more = new PlanJson(edits);
    more.edits.put(kind, reader);
    return more;
  }

  /**
   * Reads a plan.
   *
   * @throws SottoException if the file is missing, malformed, or of another format
   */
  public static Plan read(Path file) {
    return PlanFile.read(file).plan();
  }

  /** Reads a plan of either form. */
  Plan parse(Path file, ObjectNode json) {
    PlanFields fields = new PlanFields(file, json);
    String format = json.path("format").asText();
    boolean old = format.equals(OLD_FORMAT);
    if (!old && !format.equals(FORMAT)) {
      throw fields.bad("expected a plan of format \"" + FORMAT + "\", found \"" + format + "\"");
    }
    String heads = fields.text("heads");
    if (!List.of("uniform", "portable", "free").contains(heads)) {
      throw fields.bad(
          "expected \"uniform\", \"portable\" or \"free\" heads, found \"" + heads + "\"");
    }
    HeadMode mode = HeadMode.valueOf(heads.toUpperCase(Locale.ROOT));
    Map<String, FileIdentity> model = fields.files("model");
    Map<String, String> settings = fields.map("settings", JsonNode::asText);
    return old
        ? new Plan(model, mode, settings, fields.groups("remove"), fields.magnitudes("zeroBelow"))
        : new Plan(model, mode, settings, edits(fields));
  }

  private List<Edit> edits(PlanFields plan) {
    if (!plan.json().path("edits").isArray()) {
      throw plan.bad("expected a list \"edits\"");
    }
    List<Edit> found = new ArrayList<>();
    for (JsonNode node : plan.json().path("edits")) {
      if (!(node instanceof ObjectNode object)) {
        throw plan.bad("expected objects in \"edits\", found " + node);
      }
      PlanFields fields = new PlanFields(plan.file(), object);
      String kind = fields.text("edit");
      if (!edits.containsKey(kind)) {
        throw plan.bad("expected an edit of " + edits.keySet() + ", found \"" + kind + "\"");
      }
      found.add(edits.get(kind).apply(fields));
    }
    return found;
  }

  /** The plan as JSON; equal plans give equal bytes. */
  public static byte[] write(Plan plan) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    ObjectNode model = json.putObject("model");
    plan.model().forEach((name, identity) -> write(identity, model.putObject(name)));
    json.put("heads", plan.heads().name().toLowerCase(Locale.ROOT));
    ObjectNode settings = json.putObject("settings");
    plan.settings().forEach(settings::put);
    ArrayNode edits = json.putArray("edits");
    plan.edits().forEach(edit -> edit.write(edits.addObject().put("edit", edit.kind())));
    return JsonFiles.write(json);
  }

  /** Writes which file is meant. */
  static void write(FileIdentity identity, ObjectNode json) {
    json.put("bytes", identity.bytes())
        .put("crc32c", identity.crc32c())
        .put("sha256", identity.sha256());
  }
}
