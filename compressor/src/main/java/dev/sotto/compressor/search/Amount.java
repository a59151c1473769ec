package dev.sotto.compressor.search;

import dev.sotto.models.SottoException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of a cost is to be saved, one record for each way to say it. */
sealed interface Amount {
  /** Decimals of a percentage that count. */
  int DECIMALS = 8;

  /** A number, and a percent sign or a unit; with {@code max:} it is what may be left. */
  Pattern FORM = Pattern.compile("(max:)?(\\d+(?:\\.\\d+)?)\\s*(%|[a-z]+)?");

  /** What is to be saved of {@code whole}, in the unit of the cost; not above 0 if nothing. */
  double toSave(double whole);

  /**
   * This share of the dense model's figure.
   *
   * @param fraction above 0 and below 1
   */
  record Share(double fraction) implements Amount {
    public Share {
      SottoException.require(
          fraction > 0 && fraction < 1,
          "a budget above 0 % and below 100 %, such as 20% or 0.2",
          100 * fraction + " %");
    }

    @Override
    public double toSave(double whole) {
      return fraction * whole;
    }

    @Override
    public String toString() {
      return plain(100 * fraction) + "%";
    }
  }

  /**
   * That much less than the dense model has.
   *
   * @param figure in the unit of the cost, {@code text} as the user said it
   */
  record Less(double figure, String text) implements Amount {
    @Override
    public double toSave(double whole) {
      return figure;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * What the result may have at most.
   *
   * @param figure in the unit of the cost, {@code text} as the user said it
   */
  record AtMost(double figure, String text) implements Amount {
    @Override
    public double toSave(double whole) {
      return whole - figure;
    }

    @Override
    public String toString() {
      return "max:" + text;
    }
  }

  /**
   * Reads {@code 20%}, {@code 0.2}, {@code 60mb} or {@code max:60mb}; empty if it has another form.
   *
   * @param cost whose units are known
   */
  static Optional<Amount> parse(String text, Cost cost) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(matcher.group(2));
    boolean most = matcher.group(1) != null;
    String unit = matcher.group(3);
    if (unit == null || unit.equals("%")) {
      double fraction = unit == null ? number : number / 100;
      return most ? Optional.empty() : Optional.of(new Share(fraction));
    }
    Double scale = cost.units().get(unit);
    if (scale == null || number == 0) {
      return Optional.empty();
    }
    String said = matcher.group(2) + unit;
    return Optional.of(most ? new AtMost(number * scale, said) : new Less(number * scale, said));
  }

  private static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString();
  }
}
