package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.compare.PairedBootstrap;
import dev.sotto.eval.compare.WerIncrease;
import dev.sotto.eval.wer.Bootstrap;

/**
 * The error rate, by a paired bootstrap.
 *
 * @param margin by which it may rise, a fraction
 * @param confidence of each bound, one-sided
 * @param power for which to say how many utterances are enough
 */
public record WerCheck(double margin, double confidence, double power, Bootstrap bootstrap)
    implements Check {
  public static final String NAME = "wer-increase";

  @Override
  public CheckResult of(Comparison comparison) {
    return result(decide(comparison));
  }

  WerDecision decide(Comparison comparison) {
    WerIncrease increase =
        new PairedBootstrap(bootstrap, confidence)
            .compare(comparison.baselineRate(), comparison.candidateRate());
    return WerDecision.of(increase, comparison.isUnchanged(), margin, power);
  }

  static CheckResult result(WerDecision decision) {
    return new CheckResult(
        NAME,
        decision.increase().observed(),
        decision.margin(),
        Unit.POINTS,
        decision.verdict().outcome(),
        decision.verdict().key(),
        decision.explanation());
  }
}
