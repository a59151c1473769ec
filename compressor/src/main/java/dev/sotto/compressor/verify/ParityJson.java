package dev.sotto.compressor.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.session.OptimizationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A parity check as JSON. */
public final class ParityJson {
  public static final String FORMAT = "sotto-verify/1";

  private ParityJson() {}

  public static ObjectNode of(Parity parity) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    json.put("holds", parity.holds());
    json.put("seed", parity.seed());
    ArrayNode measurements = json.putArray("measurements");
    for (Parity.Measurement measurement : parity.measurements()) {
      ObjectNode entry = measurements.addObject();
      entry.put("form", measurement.form());
      entry.put("optimization", measurement.level().name().toLowerCase(Locale.ROOT));
      entry.put("holds", measurement.holds());
      entry.put("tolerance", measurement.tolerance());
      if (measurement.failure().isPresent()) {
        entry.put("failure", measurement.failure().get());
      } else {
        entry.put("encoderDifference", measurement.encoderDifference());
        entry.put("logitsDifference", measurement.logitsDifference());
      }
    }
    return json;
  }

  /** With what rounding changed. */
  public static ObjectNode of(Parity parity, Optional<RoundingCheck.Found> rounding) {
    ObjectNode json = of(parity);
    rounding.ifPresent(
        found -> {
          ObjectNode noise = json.putObject("signalToNoiseDecibels");
          found.decibels().forEach(noise::put);
          ArrayNode changes = json.putArray("rounded");
          for (RoundingCheck.Change change : found.changes()) {
            changes
                .addObject()
                .put("form", change.form())
                .put("optimization", change.level().name().toLowerCase(Locale.ROOT))
                .put("divergenceNats", change.divergence())
                .put("sameMostLikely", change.same())
                .put("tokens", change.tokens());
          }
        });
    return json;
  }

  /** Reads what {@link #of} made. */
  public static Parity read(JsonNode json) {
    List<Parity.Measurement> measurements = new ArrayList<>();
    for (JsonNode entry : json.path("measurements")) {
      measurements.add(
          new Parity.Measurement(
              entry.path("form").asText(),
              OptimizationLevel.valueOf(
                  entry.path("optimization").asText().toUpperCase(Locale.ROOT)),
              entry.path("encoderDifference").asDouble(Double.NaN),
              entry.path("logitsDifference").asDouble(Double.NaN),
              entry.path("tolerance").doubleValue(),
              Optional.ofNullable(entry.path("failure").textValue())));
    }
    return new Parity(measurements, json.path("seed").longValue());
  }
}
