package dev.sotto.eval.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** A number as far as it has been heard: one that still adds up, or digits said one by one. */
sealed interface Quantity {
  /** Digits with at most one point; a point may come first or last. */
  Pattern DECIMAL = Pattern.compile("(?=\\.?\\p{Nd})\\p{Nd}*(\\.\\p{Nd}*)?");

  /** Above this Python refuses to convert; arithmetic on the digits would be slow as well. */
  int MAX_DIGITS = 4300;

  BigInteger THOUSAND = BigInteger.valueOf(1000);

  /** As digits. */
  String text();

  /** {@code two hundred}: 200. */
  record Whole(BigInteger value) implements Quantity {
    @Override
    public String text() {
      return value.toString();
    }

    boolean isMultipleOf(int divisor) {
      return value.mod(BigInteger.valueOf(divisor)).signum() == 0;
    }

    Whole plus(int addend) {
      return new Whole(value.add(BigInteger.valueOf(addend)));
    }

    /** Multiplies what is below a thousand: {@code two thousand three} times 100 is 2300. */
    Whole timesLastThreeDigits(BigInteger multiplier) {
      BigInteger rest = value.mod(THOUSAND);
      return new Whole(value.subtract(rest).add(rest.multiply(multiplier)));
    }
  }

  /** {@code one oh one}: 101; {@code three point}: 3., and whatever else was strung together. */
  record Digits(String text) implements Quantity {}

  /** {@code text} as a decimal number, if it is one of a reasonable length. */
  static Optional<BigDecimal> parse(String text) {
    if (text.length() > MAX_DIGITS || !DECIMAL.matcher(text).matches()) {
      return Optional.empty();
    }
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints().forEach(c -> ascii.append(c == '.' ? "." : Character.digit(c, 10)));
    return Optional.of(new BigDecimal(ascii.toString()));
  }

  /** {@code number} if it has no fraction. */
  static Optional<Quantity> whole(BigDecimal number) {
    boolean isWhole = number.stripTrailingZeros().scale() <= 0;
    return isWhole ? Optional.of(new Whole(number.toBigInteger())) : Optional.empty();
  }
}
