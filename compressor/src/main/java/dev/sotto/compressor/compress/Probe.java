package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.Compression.Found;
import dev.sotto.compressor.search.WerCeiling;
import dev.sotto.eval.result.Formats;
import java.util.Optional;

/**
 * What came of one thing that was asked for.
 *
 * @param asked a budget, or a bound; as people read it
 * @param found empty if it cannot be met or the result is not right
 * @param refusal why nothing was found; empty if something was
 */
public record Probe<A>(A asked, Optional<Found> found, String refusal) {

  /** Whether there is a model, and one that loops. */
  public boolean loops() {
    return found.map(Found::result).filter(result -> result.loops().looping()).isPresent();
  }

  /** Whether there is a model that does not loop and hears as well as {@code ceiling} asks. */
  public boolean holds(WerCeiling ceiling) {
    return found
        .map(Found::result)
        .filter(result -> !result.loops().looping())
        .filter(result -> result.holds(ceiling))
        .isPresent();
  }

  /** One line for people, for example {@code layers=20%: word error rate 12.31 % after 10.80 %}. */
  public String told() {
    return asked + ": " + found.map(Found::result).map(this::told).orElse(refusal);
  }

  private String told(CompressionResult result) {
    return "%s %s after %s%s"
        .formatted(
            result.dense().measure().rate(),
            Formats.percent(result.compressed().errorRate().rate()),
            Formats.percent(result.dense().errorRate().rate()),
            loops() ? ", but it loops" : "");
  }
}
