package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.runtime.session.SessionSettings;
import java.util.Optional;

/** Whether two models were measured in the same way, so that their figures can be compared. */
final class Circumstances {
  /**
   * What stands in the place of a change that would compare how, rather than what, was measured.
   */
  static final String OTHER = "not measured alike";

  private Circumstances() {}

  /** For the standard window, which is the same work for every model. */
  static boolean sameSession(EvalResult one, EvalResult other) {
    return session(one).equals(session(other));
  }

  /** For what depends on the speech that was transcribed, and in which portions. */
  static boolean sameWork(EvalResult one, EvalResult other) {
    return sameSession(one, other)
        && one.settings().batchSize() == other.settings().batchSize()
        && one.settings().decoding().equals(other.settings().decoding())
        && one.data().fingerprint().equals(other.data().fingerprint());
  }

  private static SessionSettings session(EvalResult result) {
    SessionSettings settings = result.settings().session();
    return new SessionSettings(
        settings.intraThreads(),
        settings.optimization(),
        settings.memoryArena(),
        settings.memoryPattern(),
        settings.prepacking(),
        settings.constantFolding(),
        Optional.empty());
  }
}
