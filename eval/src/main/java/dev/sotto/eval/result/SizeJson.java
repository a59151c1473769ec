package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.Flops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model's size as JSON. A figure that is not known is left out; {@code notKnown} then says why.
 */
final class SizeJson {
  private static final String PARAMETERS = "parameters";
  private static final String LOGICAL = "logical";
  private static final String ZEROED = "zeroed";
  private static final String BYTES = "bytes";
  private static final String FLOPS = "flops";
  private static final String NOT_KNOWN = "notKnown";

  private SizeJson() {}

  static void write(ObjectNode json, ModelSize size) {
    if (size.parameters().isPresent() || size.zeroed().isPresent()) {
      ObjectNode parameters = json.putObject(PARAMETERS);
      size.parameters().ifPresent(count -> parameters.put(LOGICAL, count));
      size.zeroed().ifPresent(count -> parameters.put(ZEROED, count));
    }
    size.bytes().ifPresent(bytes -> json.put(BYTES, bytes));
    size.flops().ifPresent(flops -> EvalJson.flops(json.putObject(FLOPS), flops));
    if (!size.unknown().isEmpty()) {
      ArrayNode reasons = json.putArray(NOT_KNOWN);
      size.unknown().forEach(reasons::add);
    }
  }

  static ModelSize read(ResultFields fields, JsonNode json) {
    List<String> reasons = new ArrayList<>();
    json.path(NOT_KNOWN).forEach(reason -> reasons.add(reason.asText()));
    return new ModelSize(
        whole(fields, json.path(PARAMETERS), LOGICAL),
        whole(fields, json.path(PARAMETERS), ZEROED),
        whole(fields, json, BYTES),
        json.has(FLOPS) ? Optional.of(flops(fields, fields.object(json, FLOPS))) : Optional.empty(),
        reasons);
  }

  private static OptionalLong whole(ResultFields fields, JsonNode json, String name) {
    return json.has(name) ? OptionalLong.of(fields.whole(json, name)) : OptionalLong.empty();
  }

  private static Flops flops(ResultFields fields, JsonNode json) {
    return new Flops(
        fields.whole(json, "standard"),
        fields.whole(json, "encoder"),
        fields.whole(json, "crossKeyValue"),
        fields.whole(json, "prefill"),
        fields.whole(json, "perToken"));
  }
}
