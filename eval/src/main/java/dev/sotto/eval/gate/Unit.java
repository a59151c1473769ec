package dev.sotto.eval.gate;

import dev.sotto.eval.result.Formats;
import java.util.Locale;

/** What the number of a check means. */
public enum Unit {
  /** A difference of fractions, shown in percentage points. */
  POINTS,
  /** A fraction, shown in percent. */
  PERCENT,
  /** The candidate's figure over the baseline's. */
  RATIO,
  /** A number of utterances. */
  UTTERANCES;

  /** How machine-readable results call it. */
  public String key() {
    return this == POINTS || this == PERCENT ? "fraction" : name().toLowerCase(Locale.ROOT);
  }

  /** For people, for example {@code +0.50 points}. */
  public String show(double value) {
    return switch (this) {
      case POINTS -> Formats.points(0, value);
      case PERCENT -> Formats.percent(value);
      case RATIO -> String.format(Locale.ROOT, "%.3fx", value);
      case UTTERANCES -> Formats.count(value);
    };
  }
}
