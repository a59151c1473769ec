package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparability;
import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.compare.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * A word error rate that must not rise too much, and other limits.
 *
 * @param limits in the order in which they are reported, beside the word error rate
 */
public record Gate(GateSettings settings, List<Check> limits) {
  public Gate {
    limits = List.copyOf(limits);
  }

  /**
   * Compares the two and checks everything.
   *
   * @throws dev.sotto.models.SottoException if the two did not hear the same data, or something
   *     that is limited was not measured
   */
  public GateReport run(Subject baseline, Subject candidate) {
    Comparison comparison = Comparison.of(baseline, candidate, settings.normalizer());
    List<CheckResult> results = limits.stream().map(limit -> limit.of(comparison)).toList();
    WerDecision decision = settings.werCheck().decide(comparison);
    List<CheckResult> all = new ArrayList<>(results);
    all.add(0, WerCheck.result(decision));
    return new GateReport(settings, comparison, decision, all, warnings(comparison));
  }

  private List<String> warnings(Comparison comparison) {
    List<String> warnings = new ArrayList<>(comparison.warnings());
    if (limits.stream().anyMatch(l -> l instanceof RatioCheck ratio && ratio.cost().measured())) {
      new Comparability(
              comparison.baseline().result().orElseThrow(),
              comparison.candidate().result().orElseThrow())
          .otherEnvironment()
          .ifPresent(warnings::add);
    }
    return warnings;
  }
}
