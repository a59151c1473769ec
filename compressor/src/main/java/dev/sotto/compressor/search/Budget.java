package dev.sotto.compressor.search;

import dev.sotto.models.SottoException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be saved, as a user says it: {@code params=20%}, {@code layers=40%} or {@code
 * flops=15%}.
 *
 * @param fraction of the dense model's figure, above 0 and below 1
 */
public record Budget(Measure measure, double fraction) {
  private static final double LARGEST_SHARE = 0.99;

  private static final Pattern FORM =
      Pattern.compile("(params|layers|flops)=(\\d+(?:\\.\\d+)?)(%?)");

  /** What a budget counts. */
  public enum Measure {
    /** Parameters of the model. */
    PARAMS,
    /** Parameters of all attentions and feed-forward networks. */
    LAYERS,
    /** FLOPs of the standard workload. */
    FLOPS
  }

  public Budget {
    SottoException.require(
        fraction > 0 && fraction < 1,
        "a budget above 0 % and below 100 %, such as 20% or 0.2",
        100 * fraction + " %");
  }

  /**
   * Reads {@code params=20%}, {@code params=0.2} or {@code flops=15%}.
   *
   * @throws SottoException if the text has another form
   */
  public static Budget parse(String text) {
    return match(text)
        .orElseThrow(
            () ->
                SottoException.usage(
                    "expected a budget such as params=20%, layers=40% or flops=15%, found '"
                        + text
                        + "'"));
  }

  private static Optional<Budget> match(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(matcher.group(2));
    return Optional.of(
        new Budget(
            Measure.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
            matcher.group(3).isEmpty() ? number : number / 100));
  }

  /**
   * The share of the parameters of all layers that this budget takes, where it counts parameters.
   *
   * @param layers parameters of all layers
   * @param all parameters of the model
   */
  public Optional<Double> shareOfLayers(long layers, long all) {
    return switch (measure) {
      case LAYERS -> Optional.of(fraction);
      case PARAMS -> Optional.of(Math.min(fraction * all / layers, LARGEST_SHARE));
      case FLOPS -> Optional.empty();
    };
  }

  /** For example {@code params=20%}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s=%s%%", measure.name().toLowerCase(Locale.ROOT), trimmed(100 * fraction));
  }

  private static String trimmed(double value) {
    return new java.math.BigDecimal(value)
        .setScale(4, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
