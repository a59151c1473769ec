package dev.sotto.compressor.train;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.sotto.compressor.train.data.HeldOut;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training was and came to, as it lies in the export that it made.
 *
 * @param steps made in all
 * @param loss mean over the last steps
 * @param zeroShare of the parameters of all layers, in groups of zeros; where single weights were
 *     masked, the share of those in the layers' matrices
 * @param best the weights that were kept; null without validation
 * @param ending how it ended
 */
@JsonPropertyOrder({
  "format",
  "settings",
  "seed",
  "train",
  "steps",
  "loss",
  "zeroShare",
  "best",
  "ending",
  "versions"
})
@JsonIgnoreProperties(
    value = {"format", "seed"},
    allowGetters = true)
public record TrainingRecord(
    TrainingSettings settings,
    Data train,
    int steps,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double loss,
    double zeroShare,
    @JsonInclude(JsonInclude.Include.NON_NULL) Best best,
    Ending ending,
    Map<String, String> versions) {
  /** The name of its file. */
  public static final String FILE = "training.json";

  /**
   * What was trained on.
   *
   * @param utterances with those that were held out
   * @param heldOut null if none were
   */
  public record Data(
      String name,
      int utterances,
      String fingerprint,
      @JsonInclude(JsonInclude.Include.NON_NULL) Kept heldOut) {}

  /**
   * What was not trained on, to find the best weights.
   *
   * @param by what kept together in the draw
   */
  public record Kept(int utterances, HeldOut.By by, String fingerprint) {}

  public TrainingRecord {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /** In words, such as {@code 200 steps, best after 180}. */
  public String summary() {
    StringBuilder text = new StringBuilder(steps + " steps");
    if (best != null) {
      text.append(", best after ").append(best.step());
    }
    if (ending == Ending.PATIENCE) {
      text.append(", ended as it got no better");
    }
    if (train.heldOut() != null) {
      text.append(", ")
          .append(train.heldOut().utterances())
          .append(" of ")
          .append(train.utterances())
          .append(" clips held out by ")
          .append(train.heldOut().by());
    }
    return text.toString();
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
