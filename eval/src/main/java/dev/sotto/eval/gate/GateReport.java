package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a gate found.
 *
 * @param checks the error rate first
 * @param warnings one sentence each, without a full stop
 */
public record GateReport(
    GateSettings settings,
    Comparison comparison,
    WerDecision decision,
    List<CheckResult> checks,
    List<String> warnings) {
  private static final int MOST_WORSENED = 10;

  public GateReport {
    checks = List.copyOf(checks);
    warnings = List.copyOf(warnings);
  }

  /**
   * An utterance that the candidate hears with more edits than the baseline.
   *
   * @param units words of the reference, or characters where these are the measure
   */
  public record Worsened(String id, long units, long baselineEdits, long candidateEdits) {
    long more() {
      return candidateEdits - baselineEdits;
    }
  }

  /** Whether the candidate may pass. */
  public boolean passes() {
    return checks.stream().allMatch(this::passes);
  }

  boolean passes(CheckResult check) {
    return check.passes(settings.undecided());
  }

  /** In one line without a full stop: what does not let the candidate pass, or that it does. */
  public String summary() {
    String problems =
        checks.stream()
            .filter(check -> !passes(check))
            .map(check -> check.name() + " " + check.verdict() + ": " + check.explanation())
            .collect(Collectors.joining("; "));
    return problems.isEmpty() ? "passed: " + decision.explanation() : problems;
  }

  /** Those with the most additional edits, most first, ten at most. */
  public List<Worsened> mostWorsened() {
    return IntStream.range(0, comparison.before().size())
        .mapToObj(this::change)
        .filter(change -> change.more() > 0)
        .sorted(Comparator.comparingLong(Worsened::more).reversed())
        .limit(MOST_WORSENED)
        .toList();
  }

  private Worsened change(int index) {
    var before = comparison.before().get(index);
    return new Worsened(
        before.id(),
        before.score().units().referenceLength(),
        before.score().units().edits(),
        comparison.after().get(index).score().units().edits());
  }
}
