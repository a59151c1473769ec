package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.compare.WerIncrease;
import dev.sotto.eval.report.Table;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.signs.HallucinationSigns;
import dev.sotto.eval.signs.Sign;
import dev.sotto.eval.wer.EditCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** A gate's report as tables. */
final class GateTables {
  private static final List<ModelCost> COSTS =
      List.of(ModelCost.REAL_TIME_FACTOR, ModelCost.PEAK_MEMORY, ModelCost.SIZE);

  private GateTables() {}

  /** One row for each check. */
  static Table checks(GateReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (CheckResult check : report.checks()) {
      rows.add(
          List.of(
              check.name(),
              check.unit().show(check.value()),
              check.unit().show(check.limit()),
              check.verdict()));
    }
    return new Table(List.of("check", "measured", "at most", "verdict"), rows, List.of());
  }

  /** The baseline beside the candidate, with what is not limited, too. */
  static Table figures(GateReport report) {
    Comparison comparison = report.comparison();
    EditCounts before = comparison.baselineRate().units();
    EditCounts after = comparison.candidateRate().units();
    List<List<String>> rows = new ArrayList<>();
    String label = comparison.measure().label();
    rows.add(List.of(label, Formats.percent(before.rate()), Formats.percent(after.rate())));
    rows.add(List.of("  substituted / deleted / inserted", before.kinds(), after.kinds()));
    HallucinationSigns baseline = HallucinationSigns.of(comparison.before());
    HallucinationSigns candidate = HallucinationSigns.of(comparison.after());
    for (Sign sign : Sign.values()) {
      Unit unit = SignCheck.unit(sign);
      rows.add(
          List.of(
              sign.label(comparison.measure()),
              unit.show(sign.of(baseline)),
              unit.show(sign.of(candidate))));
    }
    Optional<EvalResult> one = comparison.baseline().result();
    Optional<EvalResult> other = comparison.candidate().result();
    if (one.isPresent() || other.isPresent()) {
      COSTS.forEach(cost -> rows.add(List.of(cost.label(), show(cost, one), show(cost, other))));
    }
    return new Table(List.of("", "baseline", "candidate"), rows, remarks(report));
  }

  /** The utterances that lost most. */
  static Table worsened(GateReport report) {
    String measure = report.comparison().measure().key();
    return new Table(
        List.of("utterance", measure, "baseline's edits", "candidate's edits"),
        report.mostWorsened().stream()
            .map(
                u ->
                    List.of(
                        u.id(), u.units() + "", u.baselineEdits() + "", u.candidateEdits() + ""))
            .toList(),
        List.of());
  }

  private static String show(ModelCost cost, Optional<EvalResult> result) {
    OptionalDouble found = result.map(cost::of).orElse(OptionalDouble.empty());
    return found.isPresent() ? cost.show(found.getAsDouble()) : "not measured";
  }

  /** A probability is never nothing. */
  private static String probability(double p) {
    return p < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", p);
  }

  private static List<String> remarks(GateReport report) {
    WerIncrease increase = report.decision().increase();
    Comparison comparison = report.comparison();
    return List.of(
        "Baseline %s, candidate %s."
            .formatted(comparison.baseline().name(), comparison.candidate().name()),
        "%d utterances with %d %s, normaliser %s; paired bootstrap, %d resamples, seed %d, confidence %s."
            .formatted(
                increase.utterances(),
                increase.units(),
                increase.measure().key(),
                comparison.normalizer().id(),
                report.settings().bootstrap().resamples(),
                report.settings().bootstrap().seed(),
                increase.bounds().confidence()),
        String.format(
            Locale.ROOT,
            "Better in %d utterances, worse in %d; a difference as large if nothing had changed: p"
                + " %s (two-sided).",
            increase.evidence().better(),
            increase.evidence().worse(),
            probability(increase.evidence().pValue())));
  }
}
