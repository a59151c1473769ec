package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.signs.Sign;

/**
 * A candidate that is not worse than its baseline; each method asserts one limit more, at once. A
 * ratio is the candidate's figure over the baseline's; both must be results of an evaluation.
 */
public final class ComparedAssert {
  private static final double PER_PERCENT = 0.01;

  private final Comparison comparison;
  private final Undecided undecided;

  ComparedAssert(Comparison comparison, Undecided undecided) {
    this.comparison = comparison;
    this.undecided = undecided;
  }

  /** Asserts that the candidate takes at most {@code ratio} times as long. */
  public ComparedAssert hasRealTimeFactorRatioOfAtMost(double ratio) {
    return holds(new RatioCheck(ModelCost.REAL_TIME_FACTOR, ratio));
  }

  /** Asserts that the candidate holds at most {@code ratio} times as much memory. */
  public ComparedAssert hasPeakMemoryRatioOfAtMost(double ratio) {
    return holds(new RatioCheck(ModelCost.PEAK_MEMORY, ratio));
  }

  /** Asserts that the candidate's files have at most {@code ratio} times as many bytes. */
  public ComparedAssert hasSizeRatioOfAtMost(double ratio) {
    return holds(new RatioCheck(ModelCost.SIZE, ratio));
  }

  /** Asserts that the candidate inserts at most {@code percent} words for 100 that were said. */
  public ComparedAssert hasInsertionRateOfAtMost(double percent) {
    return holds(new SignCheck(Sign.INSERTION_RATE, PER_PERCENT * percent));
  }

  /** Asserts that the text of at most {@code utterances} repeats itself. */
  public ComparedAssert hasAtMostLoops(int utterances) {
    return holds(new SignCheck(Sign.LOOPS, utterances));
  }

  /** Asserts that in at most {@code utterances} something was said and nothing heard. */
  public ComparedAssert hasAtMostEmpty(int utterances) {
    return holds(new SignCheck(Sign.EMPTY, utterances));
  }

  /** Asserts that in at most {@code utterances} nothing was said and something heard. */
  public ComparedAssert hasAtMostInvented(int utterances) {
    return holds(new SignCheck(Sign.INVENTED, utterances));
  }

  ComparedAssert holds(Check check) {
    CheckResult result = check.of(comparison);
    if (!result.passes(undecided)) {
      throw new AssertionError(
          "expected %s not to be worse than %s; %s %s: %s"
              .formatted(
                  comparison.candidate().name(),
                  comparison.baseline().name(),
                  result.name(),
                  result.verdict(),
                  result.explanation()));
    }
    return this;
  }
}
