package dev.sotto.compressor.sweep;

import dev.sotto.compressor.compress.Compression.Found;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.compress.Probe;
import dev.sotto.compressor.search.Budget;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelCost;
import java.util.Optional;

/**
 * One budget of a sweep and what came of it.
 *
 * @param dominated whether another point, or the dense model, costs no more and hears no worse, and
 *     is better in one of both
 */
public record SweepPoint(Probe<Budget> probe, boolean dominated) {

  /** For example {@code layers-20}; a name of files. */
  public String name() {
    return probe.asked().toString().replaceAll("[=.]", "-").replace("%", "");
  }

  public Optional<CompressionResult> result() {
    return probe.found().map(Found::result);
  }

  /** A model that does not loop; only such a one may be on the curve. */
  public boolean sound() {
    return isSound(probe);
  }

  static boolean isSound(Probe<Budget> probe) {
    return probe.found().isPresent() && !probe.loops();
  }

  /** In words: what keeps it off the curve, or nothing. */
  public String remark() {
    if (probe.found().isEmpty()) {
      return "refused";
    }
    return probe.loops() ? "loops" : dominated ? "dominated" : "";
  }

  /** Why it was refused or how it loops, without a full stop; nothing for others. */
  public Optional<String> evidence() {
    String budget = probe.asked().toString();
    return probe.found().isEmpty()
        ? Optional.of(budget + ": " + probe.refusal())
        : result()
            .filter(found -> found.loops().looping())
            .map(found -> budget + " loops: " + found.loops().told());
  }

  /** Whether {@code one} costs no more, hears no worse, and is better in one of both. */
  static boolean beats(EvalResult one, EvalResult other, ModelCost cost) {
    double less = cost.of(one).orElse(Double.NaN);
    double more = cost.of(other).orElse(Double.NaN);
    double rate = one.errorRate().rate();
    double otherRate = other.errorRate().rate();
    return less <= more && rate <= otherRate && (less < more || rate < otherRate);
  }
}
