package dev.sotto.eval.result;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them: three or four digits and a unit. Units are decimal. */
public final class Formats {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};
  private static final double STEP = 1000;

  private Formats() {}

  /** For example {@code 37.2 M}. */
  public static String count(double value) {
    return scaled(value, "").strip();
  }

  /** For example {@code 151.3 MB}. */
  public static String bytes(double value) {
    return scaled(value, "B");
  }

  /** For example {@code 34.9 GFLOP}. */
  public static String flops(double value) {
    return scaled(value, "FLOP");
  }

  /** For example {@code 412.3 ms}. */
  public static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f ms" : "%.1f ms", value);
  }

  /** A quotient, for example {@code 0.083}. */
  public static String factor(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** A fraction, for example {@code 10.80 %}. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  /** How far one fraction lies from another, for example {@code +3.20 points}. */
  public static String points(double from, double to) {
    return String.format(Locale.ROOT, "%+.2f points", 100 * (to - from));
  }

  /** A relative change, for example {@code -10.0 %}; a dash where there is nothing to relate to. */
  public static String change(double from, double to) {
    return from == 0 ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * (to - from) / from);
  }

  /** For example {@code , 12.5 s of audio}; nothing where the seconds are not known. */
  public static String audio(OptionalDouble seconds) {
    return seconds.isPresent()
        ? String.format(Locale.ROOT, ", %.1f s of audio", seconds.getAsDouble())
        : "";
  }

  private static String scaled(double value, String unit) {
    double scaled = value;
    int prefix = 0;
    while (Math.abs(scaled) >= STEP && prefix < PREFIXES.length - 1) {
      scaled /= STEP;
      prefix++;
    }
    String number = String.format(Locale.ROOT, prefix == 0 ? "%.0f" : "%.1f", scaled);
    return number + " " + PREFIXES[prefix] + unit;
  }
}
