package dev.sotto.eval.gate;

import dev.sotto.eval.compare.WerIncrease;
import java.util.Locale;

/** What the data say of the candidate's error rate. */
public enum Verdict {
  /** Every utterance was heard as before, which needs no statistics. */
  UNCHANGED(Outcome.PASSED),
  /** Not worse by more than the margin, with the confidence asked for. */
  NON_INFERIOR(Outcome.PASSED),
  /** Worse by more than the margin, with the confidence asked for. */
  WORSE(Outcome.FAILED),
  /** Neither can be said of so few utterances. */
  UNDECIDED(Outcome.UNDECIDED);

  private final Outcome outcome;

  Verdict(Outcome outcome) {
    this.outcome = outcome;
  }

  /** What the bounds of an increase say of a margin, a fraction. */
  public static Verdict of(WerIncrease increase, double margin) {
    if (increase.bounds().high() <= margin) {
      return NON_INFERIOR;
    }
    return increase.bounds().low() > margin ? WORSE : UNDECIDED;
  }

  /** How results call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Outcome outcome() {
    return outcome;
  }
}
