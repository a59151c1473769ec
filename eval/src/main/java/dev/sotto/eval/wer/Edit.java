package dev.sotto.eval.wer;

/**
 * One step of an alignment.
 *
 * @param referenceIndex position in the reference; for an insertion that of what follows it
 * @param hypothesisIndex position in the hypothesis; for a deletion that of what follows it
 */
public record Edit(Kind kind, int referenceIndex, int hypothesisIndex) {

  public enum Kind {
    HIT,
    SUBSTITUTION,
    /** In the reference only. */
    DELETION,
    /** In the hypothesis only. */
    INSERTION
  }
}
