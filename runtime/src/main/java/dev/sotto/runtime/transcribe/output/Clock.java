package dev.sotto.runtime.transcribe.output;

/** How a time is written, to the nearest millisecond. */
enum Clock {
  /** {@code 00:01.000}, with hours from the first hour on. */
  SHORT(false, '.'),
  /** {@code 00:00:01,000}. */
  SRT(true, ',');

  private static final int MILLIS = 1_000;
  private static final int SIXTY = 60;

  private final boolean alwaysHours;
  private final char mark;

  Clock(boolean alwaysHours, char mark) {
    this.alwaysHours = alwaysHours;
    this.mark = mark;
  }

  String show(double seconds) {
    long millis = Math.round(MILLIS * seconds);
    long all = millis / MILLIS;
    long hours = all / (SIXTY * SIXTY);
    String shown = alwaysHours || hours > 0 ? "%02d:".formatted(hours) : "";
    return shown
        + "%02d:%02d%c%03d".formatted(all / SIXTY % SIXTY, all % SIXTY, mark, millis % MILLIS);
  }
}
