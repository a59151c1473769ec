package dev.sotto.compressor.train;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training was and came to, as it lies in the export that it made.
 *
 * @param loss mean over the last steps
 * @param zeroShare of the parameters of all layers, in groups of zeros
 * @param validationErrorRate null without validation
 */
@JsonPropertyOrder({
  "format",
  "settings",
  "seed",
  "train",
  "steps",
  "loss",
  "zeroShare",
  "validationErrorRate",
  "versions"
})
@JsonIgnoreProperties(
    value = {"format", "seed"},
    allowGetters = true)
public record TrainingRecord(
    TrainingSettings settings,
    Data train,
    int steps,
    double loss,
    double zeroShare,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double validationErrorRate,
    Map<String, String> versions) {
  /** The name of its file. */
  public static final String FILE = "training.json";

  /** What was trained on. */
  public record Data(String name, int utterances, String fingerprint) {}

  public TrainingRecord {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  @JsonProperty
  public String format() {
    return "sotto-training/1";
  }

  @JsonProperty
  public long seed() {
    return settings.seed();
  }
}
