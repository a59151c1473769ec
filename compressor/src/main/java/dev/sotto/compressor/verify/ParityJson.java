package dev.sotto.compressor.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.whisper.JsonFiles;
import java.util.Locale;

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
}
