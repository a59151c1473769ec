package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.models.whisper.JsonFiles;
import java.io.PrintWriter;
import java.util.Locale;

/** A parity check as table and as JSON. */
final class ParityText {
  private ParityText() {}

  static ObjectNode json(Parity parity) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", "sotto-verify/1");
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

  static void print(Parity parity, PrintWriter out) {
    out.printf(
        "%-55s %-10s %10s %10s  %s%n", "removed == zeroed", "optimised", "encoder", "logits", "");
    for (Parity.Measurement measurement : parity.measurements()) {
      out.printf(
          Locale.ROOT,
          "%-55s %-10s %10.1e %10.1e  %s%n",
          measurement.form(),
          measurement.level().name().toLowerCase(Locale.ROOT),
          measurement.encoderDifference(),
          measurement.logitsDifference(),
          measurement.holds()
              ? "equal"
              : measurement.failure().orElse("differs by more than " + measurement.tolerance()));
    }
    out.flush();
  }
}
