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
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words that numbers are made of. */
final class NumberWords {
  private static final List<String> BELOW_TWENTY =
      words(
          "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
              + "fifteen sixteen seventeen eighteen nineteen");

  private static final Map<String, String> IRREGULAR_ORDINALS =
      Map.of(
          "one", "first", "two", "second", "three", "third", "five", "fifth", "eight", "eighth",
          "twelve", "twelfth");

  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

  /** Powers of a thousand, from the first. */
  private static final List<String> THOUSANDS =
      words(
          "thousand million billion trillion quadrillion quintillion sextillion septillion "
              + "octillion nonillion decillion");

  /** Asked about every word of every text; {@code Map.copyOf} is slow where a word is not there. */
  private static final Map<String, NumberWord> WORDS = Collections.unmodifiableMap(words());

  private NumberWords() {}

  private static List<String> words(String spaced) {
    return List.of(spaced.split(" ", -1));
  }

  static Optional<NumberWord> find(String word) {
    return Optional.ofNullable(WORDS.get(word));
  }

  private static Map<String, NumberWord> words() {
    Map<String, NumberWord> words = new HashMap<>();
    addCounts(words);
    addMultipliers(words);
    for (String zero : List.of("o", "oh", "zero")) {
      words.put(zero, new Zero());
    }
    words.put("minus", new Sign("-"));
    words.put("negative", new Sign("-"));
    words.put("plus", new Sign("+"));
    words.put("positive", new Sign("+"));
    addCurrency(words, "pound", "£");
    addCurrency(words, "euro", "€");
    addCurrency(words, "dollar", "$");
    addCurrency(words, "cent", "¢");
    words.put("percent", new Percent());
    words.put("per", new Per());
    words.put("and", new And());
    words.put("double", new Repeat(2));
    words.put("triple", new Repeat(3));
    words.put("point", new Point());
    return words;
  }

  private static void addCounts(Map<String, NumberWord> words) {
    words.put("zeroth", new Count(0, "th"));
    for (int i = 0; i < BELOW_TWENTY.size(); i++) {
      String name = BELOW_TWENTY.get(i);
      int value = i + 1;
      words.put(name, new Count(value, ""));
      words.put(name.equals("six") ? "sixes" : name + "s", new Count(value, "s"));
      words.put(
          IRREGULAR_ORDINALS.getOrDefault(name, name + "th"),
          new Count(value, ordinalSuffix(value)));
    }
    for (int i = 0; i < TENS.size(); i++) {
      String name = TENS.get(i);
      String stem = name.substring(0, name.length() - 1);
      int value = 10 * (i + 2);
      words.put(name, new Count(value, ""));
      words.put(stem + "ies", new Count(value, "s"));
      words.put(stem + "ieth", new Count(value, "th"));
    }
  }

  private static String ordinalSuffix(int value) {
    return switch (value) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
  }

  private static void addMultipliers(Map<String, NumberWord> words) {
    addMultiplier(words, "hundred", BigInteger.valueOf(100));
    for (int i = 0; i < THOUSANDS.size(); i++) {
      addMultiplier(words, THOUSANDS.get(i), BigInteger.valueOf(1000).pow(i + 1));
    }
  }

  private static void addMultiplier(Map<String, NumberWord> words, String name, BigInteger value) {
    words.put(name, new Multiplier(value, ""));
    words.put(name + "s", new Multiplier(value, "s"));
    words.put(name + "th", new Multiplier(value, "th"));
  }

  private static void addCurrency(Map<String, NumberWord> words, String name, String symbol) {
    words.put(name, new Currency(symbol));
    words.put(name + "s", new Currency(symbol));
  }
}
