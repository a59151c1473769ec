package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.ReplaceWeights.Source;
import dev.sotto.models.quantize.NumberFormat;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stores weights as something smaller. It is the last edit of a plan: what it leaves is to be run.
 *
 * @param formats by role; roles that are missing stay as they are
 * @param rounded blocks that calibration chose, named as {@link
 *     dev.sotto.models.quantize.QuantizedMatrix#stored} has it; roles that are missing get the
 *     nearest ones
 */
public record Quantize(Map<String, NumberFormat> formats, Optional<Source> rounded)
    implements Edit {
  static final String KIND = "quantize";
  private static final String FORMATS = "formats";

  public Quantize {
    formats = Collections.unmodifiableMap(new TreeMap<>(formats));
  }

  /** Reads the JSON form; what calibration chose lies in a file beside the plan. */
  static Quantize read(PlanFields fields) {
    Map<String, NumberFormat> formats = new TreeMap<>();
    fields
        .map(FORMATS, list -> list)
        .forEach(
            (label, roles) -> {
              NumberFormat format = format(fields, label);
              if (!roles.isArray()) {
                throw fields.bad("expected lists of roles in \"" + FORMATS + "\", found " + roles);
              }
              for (JsonNode role : roles) {
                if (!role.isTextual() || formats.put(role.textValue(), format) != null) {
                  throw fields.bad(
                      "expected roles in \"" + FORMATS + "\", each once, found " + role);
                }
              }
            });
    boolean stored = fields.json().has("file");
    return new Quantize(
        formats, stored ? Optional.of(ReplaceWeights.stored(fields, KIND)) : Optional.empty());
  }

  private static NumberFormat format(PlanFields fields, String label) {
    try {
      return NumberFormat.of(label);
    } catch (SottoException e) {
      throw fields.bad(e.getMessage());
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    Map<String, ArrayNode> lists = new TreeMap<>();
    ObjectNode object = json.putObject(FORMATS);
    formats.forEach(
        (role, format) -> lists.computeIfAbsent(format.label(), key -> json.arrayNode()).add(role));
    object.setAll(lists);
    rounded.ifPresent(source -> ReplaceWeights.write(source, json));
  }

  @Override
  public Optional<Source> source() {
    return rounded;
  }

  @Override
  public Quantize from(Source other) {
    return new Quantize(formats, Optional.of(other));
  }

  @Override
  public Applier applier() {
    return new Quantization(this);
  }
}
