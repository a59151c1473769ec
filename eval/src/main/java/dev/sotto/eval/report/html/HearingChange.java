package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Comparability;
import dev.sotto.eval.compare.PairedDifference;
import dev.sotto.eval.result.EvalResult;
import java.util.Optional;

/**
 * What the error rates of a model and the baseline say, in words.
 *
 * @param style class of the style sheet
 * @param difference empty where there is an obstacle, or too little to compare
 * @param obstacle why they cannot be compared; empty if they can
 */
public record HearingChange(
    String text, String style, Optional<PairedDifference> difference, Optional<String> obstacle) {

  static HearingChange of(EvalResult baseline, EvalResult other) {
    Optional<String> obstacle = new Comparability(baseline, other).obstacle();
    if (obstacle.isPresent()) {
      return new HearingChange(
          "not comparable: " + obstacle.get(), "unknown", Optional.empty(), obstacle);
    }
    Optional<PairedDifference> difference = PairedDifference.of(baseline, other);
    if (difference.isEmpty()) {
      return new HearingChange("too few utterances to tell", "unknown", difference, obstacle);
    }
    if (!difference.get().isClear()) {
      return new HearingChange("no clear difference in hearing", "equal", difference, obstacle);
    }
    return difference.get().points() > 0
        ? new HearingChange("hears worse", "worse", difference, obstacle)
        : new HearingChange("hears better", "better", difference, obstacle);
  }
}
