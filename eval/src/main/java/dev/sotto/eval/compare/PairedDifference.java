package dev.sotto.eval.compare;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the error rate of one model lies above that of another on the same utterances.
 *
 * @param points the other model's rate less the baseline's, a fraction
 * @param interval 95 % interval, with the bounds that a gate goes by and the baseline's number of
 *     resamples and seed
 */
public record PairedDifference(double points, Interval interval) {
  /** Of each bound, so that 95 % lie between both. */
  private static final double CONFIDENCE = 0.975;

  /** Empty where the two cannot be compared, or there is too little to compare. */
  public static Optional<PairedDifference> of(EvalResult baseline, EvalResult other) {
    WordErrorRate before = baseline.errorRate();
    if (before.utterances().size() < 2
        || before.units().referenceLength() == 0
        || new Comparability(baseline, other).obstacle().isPresent()) {
      return Optional.empty();
    }
    WerIncrease increase =
        new PairedBootstrap(baseline.scoring().bootstrap(), CONFIDENCE)
            .compare(before, inOrderOf(baseline, other));
    Interval interval = new Interval(increase.bounds().low(), increase.bounds().high());
    return Optional.of(new PairedDifference(increase.observed(), interval));
  }

  /** Whether the interval leaves no room for equally good. */
  public boolean isClear() {
    return interval.low() > 0 || interval.high() < 0;
  }

  private static WordErrorRate inOrderOf(EvalResult baseline, EvalResult other) {
    Map<String, UtteranceScore> scores = new HashMap<>();
    other.utterances().forEach(heard -> scores.put(heard.id(), heard.score()));
    return new WordErrorRate(
        baseline.utterances().stream().map(HeardUtterance::id).map(scores::get).toList());
  }
}
