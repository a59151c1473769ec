package dev.sotto.compressor.search;

import dev.sotto.models.SottoException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many points the word (or character) error rate may lie above that of the dense model on the
 * same speech.
 *
 * @param points of a hundred, from 0
 */
public record WerCeiling(double points) {
  public static final String KEY = "wer";

  private static final Pattern FORM = Pattern.compile("\\+?(\\d+(?:\\.\\d+)?)");

  /** Rates that are equal but for rounding are equal. */
  private static final double ROUNDING = 1e-12;

  public WerCeiling {
    SottoException.require(
        points >= 0 && points < 100, "a ceiling from 0 to 100 points, such as wer=+0.5", points);
  }

  /** Reads {@code +0.5}; empty if it has another form. */
  public static Optional<WerCeiling> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new WerCeiling(Double.parseDouble(matcher.group(1))))
        : Optional.empty();
  }

  /**
   * Whether {@code rate} is below it.
   *
   * @param dense rate of the dense model, a fraction as {@code rate} is
   */
  public boolean allows(double dense, double rate) {
    return rate <= dense + points / 100 + ROUNDING;
  }

  /** For example {@code wer=+0.5}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s=+%s", KEY, Double.toString(points).replaceFirst("\\.0$", ""));
  }
}
