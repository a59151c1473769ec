package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Comparability;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.Measure;
import java.util.OptionalDouble;

/** Figures as they are set on paper: with a minus sign, and never broken at a line's end. */
final class Numbers {
  private static final char MINUS = '\u2212';
  private static final char NO_BREAK_SPACE = '\u00a0';

  private Numbers() {}

  /** A figure that {@link Formats} wrote. */
  static String set(String figure) {
    return figure.replace('-', MINUS).replace(' ', NO_BREAK_SPACE);
  }

  static String set(ModelCost cost, EvalResult result) {
    OptionalDouble figure = cost.of(result);
    return figure.isPresent() ? set(cost.show(figure.getAsDouble())) : cost.absent();
  }

  static String percent(double fraction) {
    return set(Formats.percent(fraction));
  }

  static String percents(Interval interval) {
    return percent(interval.low()) + " to " + percent(interval.high());
  }

  /** A difference of two fractions, for example {@code +3.20 points}. */
  static String points(double difference) {
    return set(Formats.points(0, difference));
  }

  static String points(Interval interval) {
    return points(interval.low()).replace(NO_BREAK_SPACE + "points", "")
        + " to "
        + points(interval.high());
  }

  /** A relative change; empty where there is nothing to relate to. */
  static String change(double from, double to) {
    return from == 0 ? "" : set(Formats.change(from, to));
  }

  /**
   * The relative change of a cost, unless that would compare how, rather than what, was measured;
   * empty where there is nothing to relate.
   */
  static String change(ModelCost cost, EvalResult before, EvalResult after) {
    OptionalDouble from = cost.of(before);
    OptionalDouble to = cost.of(after);
    if (from.isEmpty() || to.isEmpty() || from.getAsDouble() == 0) {
      return "";
    }
    return new Comparability(before, after).allows(cost)
        ? change(from.getAsDouble(), to.getAsDouble())
        : "not measured alike";
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
