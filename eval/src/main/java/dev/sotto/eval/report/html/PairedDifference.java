package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far the word error rate of one model lies above that of another on the same utterances.
 *
 * @param points the other model's rate less the baseline's, a fraction
 * @param interval 95 % bootstrap interval: both models are drawn the same utterances, with the
 *     baseline's number of resamples and seed
 */
record PairedDifference(double points, Interval interval) {
  private static final double LEVEL = 0.95;

  /** Empty where the two were not measured on the same utterances in the same way. */
  static Optional<PairedDifference> of(EvalResult baseline, EvalResult other) {
    if (obstacle(baseline, other).isPresent() || baseline.utterances().isEmpty()) {
      return Optional.empty();
    }
    WordErrorRate before = baseline.errorRate();
    WordErrorRate after = inOrderOf(baseline, other);
    Bootstrap.Statistic ofBaseline = before.werOfResample();
    Bootstrap.Statistic ofOther = after.werOfResample();
    double[] differences =
        baseline
            .settings()
            .bootstrap()
            .distribution(
                before.utterances().size(),
                indices -> ofOther.of(indices) - ofBaseline.of(indices));
    return Optional.of(
        new PairedDifference(after.wer() - before.wer(), Interval.of(differences, LEVEL)));
  }

  /** Why the rates of two results cannot be compared; empty if they can. */
  static Optional<String> obstacle(EvalResult baseline, EvalResult other) {
    if (!references(baseline).equals(references(other))
        || baseline.utterances().size() != other.utterances().size()) {
      return Optional.of("it was measured on other utterances");
    }
    if (!baseline.data().fingerprint().equals(other.data().fingerprint())) {
      return Optional.of("it was measured on other recordings of the same name");
    }
    if (!baseline.normalizerId().equals(other.normalizerId())) {
      return Optional.of(
          "its texts were compared with the normaliser " + other.normalizerId() + " instead");
    }
    return Optional.empty();
  }

  /** Whether the interval leaves no room for equally good. */
  boolean isClear() {
    return interval.low() > 0 || interval.high() < 0;
  }

  private static Map<String, String> references(EvalResult result) {
    Map<String, String> references = new HashMap<>();
    result.utterances().forEach(heard -> references.put(heard.id(), heard.reference()));
    return references;
  }

  private static WordErrorRate inOrderOf(EvalResult baseline, EvalResult other) {
    Map<String, UtteranceScore> scores = new HashMap<>();
    other.utterances().forEach(heard -> scores.put(heard.id(), heard.score()));
    List<UtteranceScore> ordered =
        baseline.utterances().stream().map(HeardUtterance::id).map(scores::get).toList();
    return new WordErrorRate(ordered);
  }
}
