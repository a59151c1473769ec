package dev.sotto.eval.compare;

import dev.sotto.eval.result.EvalResult;

/** Whether two models were measured in the same way, so that their figures can be compared. */
public final class Circumstances {
  /**
   * What stands in the place of a change that would compare how, rather than what, was measured.
   */
  public static final String OTHER = "not measured alike";

  private Circumstances() {}

  /** For the standard window, which is the same work for every model. */
  public static boolean sameSession(EvalResult one, EvalResult other) {
    return one.settings().session().equals(other.settings().session());
  }

  /** For what depends on the speech that was transcribed, and in which portions. */
  public static boolean sameWork(EvalResult one, EvalResult other) {
    return sameSession(one, other)
        && one.settings().batchSize() == other.settings().batchSize()
        && one.settings().decoding().equals(other.settings().decoding())
        && one.data().fingerprint().equals(other.data().fingerprint());
  }
}
