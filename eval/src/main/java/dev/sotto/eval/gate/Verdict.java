package dev.sotto.eval.gate;

/** What the data say of the candidate's error rate. */
public enum Verdict {
  /** Every utterance was heard as before, which needs no statistics. */
  UNCHANGED("unchanged", Outcome.PASSED),
  /** Not worse by more than the margin, with the confidence asked for. */
  NON_INFERIOR("non-inferior", Outcome.PASSED),
  /** Worse by more than the margin, with the confidence asked for. */
  WORSE("worse", Outcome.FAILED),
  /** Neither can be said of so few utterances. */
  UNDECIDED("undecided", Outcome.UNDECIDED);

  private final String key;
  private final Outcome outcome;

  Verdict(String key, Outcome outcome) {
    this.key = key;
    this.outcome = outcome;
  }

  /** How results call it. */
  public String key() {
    return key;
  }

  Outcome outcome() {
    return outcome;
  }
}
