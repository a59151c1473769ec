package dev.sotto.eval.text;

import java.util.Locale;

/**
 * Lower case as Unicode defines it. Java's differs in one letter: it decides by word breaks which
 * sigma ends a word.
 */
final class LowerCase {
  private static final char CAPITAL_SIGMA = 'Σ';
  private static final char SIGMA = 'σ';
  private static final char FINAL_SIGMA = 'ς';

  /** Punctuation inside words: Word_Break MidLetter, MidNumLet and Single_Quote. */
  private static final String INSIDE_WORDS =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  private LowerCase() {}

  static String of(String text) {
    if (text.indexOf(CAPITAL_SIGMA) < 0) {
      return text.toLowerCase(Locale.ROOT);
    }
    StringBuilder sigmas = new StringBuilder(text);
    for (int i = text.indexOf(CAPITAL_SIGMA); i >= 0; i = text.indexOf(CAPITAL_SIGMA, i + 1)) {
      boolean isFinal = followsCased(text, i) && !precedesCased(text, i + 1);
      sigmas.setCharAt(i, isFinal ? FINAL_SIGMA : SIGMA);
    }
    return sigmas.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean followsCased(String text, int end) {
    int i = end;
    while (i > 0 && isIgnorable(text.codePointBefore(i))) {
      i -= Character.charCount(text.codePointBefore(i));
    }
    return i > 0 && isCased(text.codePointBefore(i));
  }

  private static boolean precedesCased(String text, int start) {
    int i = start;
    while (i < text.length() && isIgnorable(text.codePointAt(i))) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i < text.length() && isCased(text.codePointAt(i));
  }

  private static boolean isCased(int codePoint) {
    return Character.isLowerCase(codePoint)
        || Character.isUpperCase(codePoint)
        || Character.isTitleCase(codePoint);
  }

  private static boolean isIgnorable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> INSIDE_WORDS.indexOf(codePoint) >= 0;
    };
  }
}
