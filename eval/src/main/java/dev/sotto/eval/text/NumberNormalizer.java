package dev.sotto.eval.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes spelled-out numbers as digits: {@code one hundred and twenty third} as {@code 123rd},
 * {@code five dollars} as {@code $5}, {@code one oh one} as {@code 101}; {@code one} alone stays.
 * Expects lower case without punctuation.
 */
final class NumberNormalizer {
  private static final Pattern AND_A_HALF =
      Pattern.compile(
          "and" + Characters.SPACE + "+a" + Characters.SPACE + "+half" + Characters.WORD_END);
  private static final Pattern SUFFIX_APART =
      Pattern.compile("([0-9])" + Characters.SPACE + "+(st|nd|rd|th|s)" + Characters.WORD_END);
  private static final Pattern CURRENCY_AND_CENTS =
      Pattern.compile("([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})" + Characters.WORD_END);
  private static final Pattern CENTS_ONLY =
      Pattern.compile("[€£$]0[^\\n]([0-9]{1,2})" + Characters.WORD_END);
  private static final String CURRENCIES = "€£$";
  private static final WordReplacement LONE_ONE = WordReplacement.word("1", "one");
  private static final WordReplacement LONE_ONES = WordReplacement.word("1s", "ones");

  String normalize(String text) {
    String spelled = spellHalves(text);
    // Most texts hold no digit, and to look for one is much faster than what follows.
    String prepared =
        hasDigit(spelled) ? attachSuffixes(separateLettersFromDigits(spelled)) : spelled;
    List<String> words = NumberReader.read(Characters.words(prepared));
    return spellOnes(joinCents(String.join(" ", words)));
  }

  /** {@code two and a half} becomes {@code two point five}. */
  private static String spellHalves(String text) {
    if (!text.contains("half")) {
      return Characters.strip(text).isEmpty() ? "" : text;
    }
    List<String> segments = splitAtHalves(text);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      List<String> words = Characters.words(segments.get(i));
      if (words.isEmpty()) {
        continue;
      }
      parts.add(segments.get(i));
      if (i < segments.size() - 1) {
        String last = words.get(words.size() - 1);
        parts.add(isNumber(last) ? "point five" : "and a half");
      }
    }
    return String.join(" ", parts);
  }

  private static List<String> splitAtHalves(String text) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    Matcher half = AND_A_HALF.matcher(text);
    while (half.find()) {
      if (half.start() == 0 || !Characters.isWord(text.codePointBefore(half.start()))) {
        segments.add(text.substring(start, half.start()));
        start = half.end();
      }
    }
    segments.add(text.substring(start));
    return segments;
  }

  private static boolean isNumber(String word) {
    return NumberWords.find(word)
        .filter(
            meaning ->
                meaning instanceof NumberWord.Zero
                    || (meaning instanceof NumberWord.Count count && count.isCardinal())
                    || (meaning instanceof NumberWord.Multiplier m && m.isCardinal()))
        .isPresent();
  }

  private static String separateLettersFromDigits(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i > 0) {
        char before = text.charAt(i - 1);
        if ((isLetter(before) && isDigit(c)) || (isDigit(before) && isLetter(c))) {
          out.append(' ');
        }
      }
      out.append(c);
    }
    return out.toString();
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean hasDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String attachSuffixes(String text) {
    return SUFFIX_APART.matcher(text).replaceAll("$1$2");
  }

  /** {@code $2 and ¢7} becomes {@code $2.07}, and {@code $0.70} becomes {@code ¢70}. */
  private static String joinCents(String text) {
    if (!Characters.containsAny(text, CURRENCIES)) {
      return text;
    }
    String joined =
        CURRENCY_AND_CENTS
            .matcher(text)
            .replaceAll(
                match -> {
                  String cents =
                      match.group(3).length() == 1 ? "0" + match.group(3) : match.group(3);
                  return "\\" + match.group(1) + match.group(2) + "." + cents;
                });
    return CENTS_ONLY.matcher(joined).replaceAll(match -> "¢" + Integer.parseInt(match.group(1)));
  }

  /** A one alone is a word, for readability. */
  private static String spellOnes(String text) {
    return LONE_ONES.apply(LONE_ONE.apply(text));
  }
}
