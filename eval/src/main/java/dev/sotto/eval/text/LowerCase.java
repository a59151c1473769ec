package dev.sotto.eval.text;

import dev.sotto.models.whisper.Languages;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lower case as Unicode defines it. Java's differs in one letter: it decides by word breaks which
 * sigma ends a word.
 *
 * <p>Three languages have rules of their own (Unicode's SpecialCasing.txt): Turkish and Azerbaijani
 * write I without a dot as &#x131; and I with a dot as i; Lithuanian may keep the dot of an i below
 * an accent. In these a dot above an i or j says nothing that the letter does not, so it goes: a
 * recogniser that lower-cases as English leaves one behind where it read &#x130;.
 */
public enum LowerCase {
  /** Of all other languages, and of texts whose language is not known. */
  USUAL(Locale.ROOT),
  TURKIC(Locale.forLanguageTag("tr")),
  LITHUANIAN(Locale.ROOT);

  private static final char CAPITAL_SIGMA = 'Σ';
  private static final char SIGMA = 'σ';
  private static final char FINAL_SIGMA = 'ς';

  /** Punctuation inside words: Word_Break MidLetter, MidNumLet and Single_Quote. */
  private static final String INSIDE_WORDS =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

  private static final Pattern DOT_OF_LETTER = Pattern.compile("([ij\\x{12F}])\\x{307}");

  private final Locale locale;

  LowerCase(Locale locale) {
    this.locale = locale;
  }

  /** The lower case of a language; the usual one if it is not known. */
  static LowerCase in(Optional<String> language) {
    return switch (language.flatMap(Languages::code).orElse("")) {
      case "tr", "az" -> TURKIC;
      case "lt" -> LITHUANIAN;
      default -> USUAL;
    };
  }

  /**
   * Whether {@code normalizer} lower-cases {@code text} as most languages do, where its own
   * language has another lower case.
   */
  public static boolean isUnknownTo(
      TextNormalizer normalizer, String text, Optional<String> language) {
    LowerCase own = in(language);
    if (own == USUAL || own.of(text).equals(USUAL.of(text))) {
      return false;
    }
    String normalized = normalizer.normalize(text);
    return normalized.equals(normalizer.normalize(USUAL.of(text)))
        && !normalized.equals(normalizer.normalize(own.of(text)));
  }

  String of(String text) {
    String lower = lower(text);
    return this == USUAL
        ? lower
        : Normalizer.normalize(DOT_OF_LETTER.matcher(lower).replaceAll("$1"), Normalizer.Form.NFC);
  }

  private String lower(String text) {
    if (text.indexOf(CAPITAL_SIGMA) < 0) {
      return text.toLowerCase(locale);
    }
    StringBuilder sigmas = new StringBuilder(text);
    for (int i = text.indexOf(CAPITAL_SIGMA); i >= 0; i = text.indexOf(CAPITAL_SIGMA, i + 1)) {
      boolean isFinal = followsCased(text, i) && !precedesCased(text, i + 1);
      sigmas.setCharAt(i, isFinal ? FINAL_SIGMA : SIGMA);
    }
    return sigmas.toString().toLowerCase(locale);
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
