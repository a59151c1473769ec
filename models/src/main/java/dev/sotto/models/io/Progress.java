package dev.sotto.models.io;

/** Where long work says how far it is. */
@FunctionalInterface
public interface Progress {
  /** Says nothing. */
  Progress NONE = (stage, done, total) -> {};

  /**
   * Reports that {@code done} of {@code total} units of {@code stage} are done; called from the
   * thread that does the work, first with 0 and last with {@code total}.
   */
  void report(String stage, long done, long total);

  /** As {@link #report(String, long, long)}, with a word on how it goes. */
  default void report(String stage, String detail, long done, long total) {
    report(stage, done, total);
  }

  /** The same place, for stages of one of several pieces of work: {@code piece: stage}. */
  default Progress of(String piece) {
    Progress whole = this;
    return new Progress() {
      @Override
      public void report(String stage, long done, long total) {
        whole.report(piece + ": " + stage, done, total);
      }

      @Override
      public void report(String stage, String detail, long done, long total) {
        whole.report(piece + ": " + stage, detail, done, total);
      }
    };
  }
}
