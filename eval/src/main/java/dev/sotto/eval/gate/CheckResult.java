package dev.sotto.eval.gate;

import java.util.Objects;

/**
 * What one check found.
 *
 * @param name such as {@code wer-increase}
 * @param value what was measured, in {@code unit}
 * @param limit what it may be at most, in {@code unit}
 * @param verdict in a word
 * @param explanation one sentence without a full stop: what was found, and what was allowed
 */
public record CheckResult(
    String name,
    double value,
    double limit,
    Unit unit,
    Outcome outcome,
    String verdict,
    String explanation) {
  public CheckResult {
    Objects.requireNonNull(name);
    Objects.requireNonNull(unit);
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(explanation);
  }

  /** Whether it lets the candidate pass. */
  boolean passes(Undecided undecided) {
    return outcome == Outcome.PASSED
        || (outcome == Outcome.UNDECIDED && undecided == Undecided.PASS);
  }

  /** A check that passes if the value is at most the limit. */
  static CheckResult atMost(
      String name, double value, double limit, Unit unit, String explanation) {
    Outcome outcome = value <= limit ? Outcome.PASSED : Outcome.FAILED;
    return new CheckResult(name, value, limit, unit, outcome, outcome.key(), explanation);
  }
}
