package dev.sotto.eval.report.html;

import dev.sotto.eval.report.Figures;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.Measure;

/** Figures as they are set on paper: with a minus sign, and never broken at a line's end. */
final class Numbers {
  static final String NOT_KNOWN = "not known";
  static final String NOT_MEASURED = "not measured";

  private static final char MINUS = '\u2212';
  private static final char NO_BREAK_SPACE = '\u00a0';

  private Numbers() {}

  /** A figure that {@link Figures} wrote. */
  static String set(String figure) {
    return figure.replace('-', MINUS).replace(' ', NO_BREAK_SPACE);
  }

  static String percent(double fraction) {
    return set(Figures.percent(fraction));
  }

  static String percents(Interval interval) {
    return percent(interval.low()) + " to " + percent(interval.high());
  }

  /** A difference of two fractions, for example {@code +3.20 points}. */
  static String points(double difference) {
    return set(Figures.points(0, difference));
  }

  static String points(Interval interval) {
    return points(interval.low()).replace(NO_BREAK_SPACE + "points", "")
        + " to "
        + points(interval.high());
  }

  /** A relative change; empty where there is nothing to relate to. */
  static String change(double from, double to) {
    return from == 0 ? "" : set(Figures.change(from, to));
  }

  /** For example {@code 1 word}, {@code 2 words}. */
  static String counted(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }

  /** For example {@code 1 word}, {@code 2 characters}, {@code 3 words and characters}. */
  static String counted(long count, Measure measure) {
    return count + " " + (count == 1 ? measure.unit() : measure.key());
  }
}
