package dev.sotto.eval.text;

import dev.sotto.eval.text.NumberWord.And;
import dev.sotto.eval.text.NumberWord.Count;
import dev.sotto.eval.text.NumberWord.Currency;
import dev.sotto.eval.text.NumberWord.Multiplier;
import dev.sotto.eval.text.NumberWord.Per;
import dev.sotto.eval.text.NumberWord.Percent;
import dev.sotto.eval.text.NumberWord.Point;
import dev.sotto.eval.text.NumberWord.Repeat;
import dev.sotto.eval.text.NumberWord.Sign;
import dev.sotto.eval.text.NumberWord.Zero;
import dev.sotto.eval.text.Quantity.Digits;
import dev.sotto.eval.text.Quantity.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the words of one text from left to right and writes its numbers as digits.
 *
 * <p>Between words it holds a number that may still grow, and a sign or currency that the next
 * thing written takes in front.
 */
final class NumberReader {
  private static final String PREFIXES = "-+£€$¢";
  private static final Pattern NUMERAL = Pattern.compile("\\p{Nd}+(\\.\\p{Nd}+)?");

  private final List<String> words;
  private final List<String> written = new ArrayList<>();
  private Optional<Quantity> pending = Optional.empty();
  private String prefix = "";
  private int position;

  private NumberReader(List<String> words) {
    this.words = words;
  }

  static List<String> read(List<String> words) {
    NumberReader reader = new NumberReader(words);
    while (reader.position < words.size()) {
      reader.readWord(words.get(reader.position));
      reader.position++;
    }
    reader.writePending();
    return reader.written;
  }

  private void readWord(String word) {
    boolean prefixed = PREFIXES.indexOf(word.charAt(0)) >= 0;
    String numeral = prefixed ? word.substring(1) : word;
    if (isNumeral(numeral)) {
      readNumeral(word, numeral, prefixed);
      return;
    }
    Optional<NumberWord> meaning = NumberWords.find(word);
    if (meaning.isEmpty()) {
      writeWord(word);
      return;
    }
    readNumberWord(word, meaning.get());
  }

  private void readNumeral(String word, String numeral, boolean prefixed) {
    if (pending.filter(number -> number.text().endsWith(".")).isPresent()) {
      pending = digits(digitsSoFar() + word);
      return;
    }
    writePending();
    if (prefixed) {
      prefix = word.substring(0, 1);
    }
    pending = Quantity.parse(numeral).flatMap(Quantity::whole).or(() -> digits(numeral));
  }

  private void readNumberWord(String word, NumberWord meaning) {
    if (meaning instanceof Zero) {
      pending = digits(digitsSoFar() + "0");
    } else if (meaning instanceof Count count) {
      pending = Optional.of(joined(count.value()));
      endNumber(count.suffix());
    } else if (meaning instanceof Multiplier multiplier) {
      pending = Optional.of(multiplied(multiplier));
      endNumber(multiplier.suffix());
    } else if (meaning instanceof Sign sign) {
      readSign(word, sign);
    } else if (meaning instanceof Currency currency) {
      prefix = pending.isPresent() ? currency.symbol() : prefix;
      writeUnit(word, "");
    } else if (meaning instanceof Percent) {
      writeUnit(word, "%");
    } else if (meaning instanceof Per) {
      readPer(word);
    } else if (!nextIsNumeric()) {
      writeWord(word);
    } else {
      readConnective(word, meaning);
    }
  }

  /** Words that count only before what may be a number. */
  private void readConnective(String word, NumberWord meaning) {
    if (meaning instanceof And) {
      boolean insideNumber =
          wordAt(position - 1)
              .filter(previous -> previous instanceof Multiplier m && m.isCardinal())
              .isPresent();
      if (!insideNumber) {
        writeWord(word);
      }
    } else if (meaning instanceof Repeat repeat) {
      readRepeat(word, repeat.times());
    } else if (meaning instanceof Point && nextIsDigits()) {
      pending = digits(digitsSoFar() + ".");
    }
  }

  private void readRepeat(String word, int times) {
    Optional<String> digit = nextDigit();
    if (digit.isEmpty()) {
      writeWord(word);
      return;
    }
    pending = digits(digitsSoFar() + digit.get().repeat(times));
    position++;
  }

  private void readSign(String word, Sign sign) {
    if (!nextIsNumeric()) {
      writeWord(word);
      return;
    }
    writePending();
    prefix = sign.symbol();
  }

  private void readPer(String word) {
    boolean percent = position + 1 < words.size() && words.get(position + 1).equals("cent");
    if (percent && pending.isPresent()) {
      writeUnit(word, "%");
      position++;
      return;
    }
    writeWord(word);
  }

  /** {@code pending} with a number below a hundred said after it. */
  private Quantity joined(int count) {
    if (pending.isEmpty()) {
      return new Whole(BigInteger.valueOf(count));
    }
    Optional<NumberWord> previous = wordAt(position - 1);
    boolean afterBelowTwenty =
        previous
            .filter(w -> w instanceof Count c && c.isCardinal() && c.isBelowTwenty())
            .isPresent();
    int freePlaces = count < 10 ? 10 : 100;
    if (pending.get() instanceof Whole whole
        && !afterBelowTwenty
        && whole.isMultipleOf(freePlaces)) {
      return whole.plus(count);
    }
    String digits = pending.get().text();
    boolean afterTens =
        previous
            .filter(w -> w instanceof Count c && c.isCardinal() && !c.isBelowTwenty())
            .isPresent();
    boolean fillsLastPlace = afterTens && count < 10 && pending.get() instanceof Digits;
    String kept = fillsLastPlace ? digits.substring(0, digits.length() - 1) : digits;
    return new Digits(kept + count);
  }

  private Quantity multiplied(Multiplier multiplier) {
    if (pending.isEmpty()) {
      return new Whole(multiplier.value());
    }
    if (pending.get() instanceof Whole whole) {
      return whole.timesLastThreeDigits(multiplier.value());
    }
    Optional<Quantity> product =
        Quantity.parse(pending.get().text())
            .map(number -> number.multiply(new BigDecimal(multiplier.value())))
            .flatMap(Quantity::whole);
    if (product.isEmpty()) {
      writePending();
    }
    return product.orElseGet(() -> new Whole(multiplier.value()));
  }

  /** An ordinal or plural is the last word of its number. */
  private void endNumber(String suffix) {
    if (!suffix.isEmpty()) {
      writeUnit("", suffix);
    }
  }

  /** The pending number with {@code suffix}, or {@code word} where no number is pending. */
  private void writeUnit(String word, String suffix) {
    write(pending.map(number -> number.text() + suffix).orElse(word));
  }

  private void writeWord(String word) {
    writePending();
    write(word);
  }

  private void writePending() {
    pending.ifPresent(number -> write(number.text()));
  }

  private void write(String text) {
    written.add(prefix + text);
    prefix = "";
    pending = Optional.empty();
  }

  /** The pending digits; nothing for a zero that came as a numeral, as in the original. */
  private String digitsSoFar() {
    return pending.map(Quantity::text).filter(text -> !isPendingZero()).orElse("");
  }

  private boolean isPendingZero() {
    return pending.filter(q -> q instanceof Whole whole && whole.value().signum() == 0).isPresent();
  }

  private Optional<NumberWord> wordAt(int index) {
    boolean inside = index >= 0 && index < words.size();
    return inside ? NumberWords.find(words.get(index)) : Optional.empty();
  }

  /** Whether the next word is any of {@link NumberWords}, or a numeral. */
  private boolean nextIsNumeric() {
    return wordAt(position + 1).isPresent() || nextIsNumeral();
  }

  private boolean nextIsDigits() {
    return nextIsNumeral()
        || wordAt(position + 1)
            .filter(w -> w instanceof Zero || (w instanceof Count c && c.isCardinal()))
            .isPresent();
  }

  private boolean nextIsNumeral() {
    return position + 1 < words.size() && isNumeral(words.get(position + 1));
  }

  /** The next word as digits if it is below twenty. */
  private Optional<String> nextDigit() {
    Optional<NumberWord> next = wordAt(position + 1);
    if (next.isPresent() && next.get() instanceof Zero) {
      return Optional.of("0");
    }
    return next.filter(w -> w instanceof Count c && c.isCardinal() && c.isBelowTwenty())
        .map(w -> String.valueOf(((Count) w).value()));
  }

  private static boolean isNumeral(String word) {
    return !word.isEmpty()
        && word.length() <= Quantity.MAX_DIGITS
        && Character.isDigit(word.codePointAt(0))
        && NUMERAL.matcher(word).matches();
  }

  private static Optional<Quantity> digits(String text) {
    return Optional.of(new Digits(text));
  }
}
