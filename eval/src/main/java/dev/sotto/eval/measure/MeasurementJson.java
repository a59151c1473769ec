package dev.sotto.eval.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A measurement as JSON; what was not measured is left out. */
public final class MeasurementJson {
  private MeasurementJson() {}

  public static ObjectNode write(Measurement measured) {
    ObjectNode json = JsonFiles.newObject();
    json.put("loadMillis", measured.loadMillis());
    json.put("featureMillis", measured.window().featureMillis());
    json.put("encoderMillis", measured.window().encoderMillis());
    json.put("firstTokenMillis", measured.window().firstTokenMillis());
    json.put("perTokenMillis", measured.window().perTokenMillis());
    json.put("standardRealTimeFactor", measured.standardRealTimeFactor());
    measured.realTimeFactor().ifPresent(factor -> json.put("realTimeFactor", factor));
    measured.peakResidentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
    measured.deviceBytes().ifPresent(bytes -> json.put("deviceBytes", bytes));
    return json;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if a figure is missing or cannot have been measured
   */
  public static Measurement read(JsonNode json) {
    return new Measurement(
        figure(json, "loadMillis"),
        new Measurement.Window(
            figure(json, "featureMillis"),
            figure(json, "encoderMillis"),
            figure(json, "firstTokenMillis"),
            figure(json, "perTokenMillis")),
        figure(json, "standardRealTimeFactor"),
        json.has("realTimeFactor")
            ? OptionalDouble.of(figure(json, "realTimeFactor"))
            : OptionalDouble.empty(),
        bytes(json, "peakResidentBytes"),
        bytes(json, "deviceBytes"));
  }

  private static OptionalLong bytes(JsonNode json, String name) {
    return json.has(name) ? OptionalLong.of((long) figure(json, name)) : OptionalLong.empty();
  }

  private static double figure(JsonNode json, String name) {
    JsonNode found = json.path(name);
    double figure = found.doubleValue();
    if (!found.isNumber() || !(figure >= 0 && figure < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "expected \"%s\" with a number from 0, found %s"
              .formatted(name, found.isMissingNode() ? "none" : found));
    }
    return figure;
  }
}
