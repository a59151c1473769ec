package dev.sotto.eval.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.whisper.JsonFiles;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A measurement as JSON; what was not measured is left out. */
public final class MeasurementJson {
  private MeasurementJson() {}

  public static ObjectNode write(Measurement measured) {
    ObjectNode json = JsonFiles.newObject();
    json.put("loadMillis", measured.loadMillis());
    json.put("featureMillis", measured.featureMillis());
    json.put("encoderMillis", measured.encoderMillis());
    json.put("firstTokenMillis", measured.firstTokenMillis());
    json.put("perTokenMillis", measured.perTokenMillis());
    json.put("standardRealTimeFactor", measured.standardRealTimeFactor());
    measured.realTimeFactor().ifPresent(factor -> json.put("realTimeFactor", factor));
    measured.peakResidentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
    return json;
  }

  /** Reads what {@link #write} wrote. */
  public static Measurement read(JsonNode json) {
    return new Measurement(
        json.path("loadMillis").doubleValue(),
        json.path("featureMillis").doubleValue(),
        json.path("encoderMillis").doubleValue(),
        json.path("firstTokenMillis").doubleValue(),
        json.path("perTokenMillis").doubleValue(),
        json.path("standardRealTimeFactor").doubleValue(),
        json.has("realTimeFactor")
            ? OptionalDouble.of(json.path("realTimeFactor").doubleValue())
            : OptionalDouble.empty(),
        json.has("peakResidentBytes")
            ? OptionalLong.of(json.path("peakResidentBytes").longValue())
            : OptionalLong.empty());
  }
}
