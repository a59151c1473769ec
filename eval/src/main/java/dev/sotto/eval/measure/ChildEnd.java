package dev.sotto.eval.measure;

import java.util.Map;

/** How a child ended that was not asked to. */
final class ChildEnd {
  /** What the system adds to the number of a signal that ended a process. */
  private static final int BY_SIGNAL = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(4, "ILL", 6, "ABRT", 7, "BUS", 8, "FPE", 9, "KILL", 11, "SEGV", 15, "TERM");

  private ChildEnd() {}

  /**
   * For example {@code died (signal ABRT)}: native code, which a model that is not sound can lead
   * astray, takes the whole process with it.
   */
  static String words(int exitCode, String lastError) {
    String signal = SIGNALS.get(exitCode - BY_SIGNAL);
    String how =
        signal == null ? "ended with exit code " + exitCode : "died (signal " + signal + ")";
    return how + ": " + lastError;
  }
}
