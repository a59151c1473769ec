package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;

/** One limit. */
public sealed interface Check permits WerCheck, RatioCheck, SignCheck {

  /**
   * Looks at one comparison.
   *
   * @throws dev.sotto.models.SottoException if what is limited was not measured
   */
  CheckResult of(Comparison comparison);
}
