package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import java.util.Optional;

/**
 * What the word error rates of a model and the baseline say, in words.
 *
 * @param style class of the style sheet
 */
record Verdict(String text, String style, Optional<PairedDifference> difference) {

  static Verdict of(EvalResult baseline, EvalResult other) {
    Optional<PairedDifference> difference = PairedDifference.of(baseline, other);
    if (difference.isEmpty()) {
      String why = PairedDifference.obstacle(baseline, other).orElse("there is no utterance");
      return new Verdict("not comparable: " + why, "unknown", difference);
    }
    if (!difference.get().isClear()) {
      return new Verdict("no clear difference in hearing", "equal", difference);
    }
    return difference.get().points() > 0
        ? new Verdict("hears worse", "worse", difference)
        : new Verdict("hears better", "better", difference);
  }
}
