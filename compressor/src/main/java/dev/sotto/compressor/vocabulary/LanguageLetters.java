package dev.sotto.compressor.vocabulary;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The characters that a language is written in: its letters in both cases, where its alphabet is
 * known, or else all of its scripts; and for every language digits, punctuation, white space, signs
 * of currencies, and the signs of ASCII and Latin-1.
 */
final class LanguageLetters {
  private static final int LATIN_1 = 0x100;
  private static final String BASIC = "abcdefghijklmnopqrstuvwxyz";

  /** By code, what stands behind it in the file. */
  private static final Map<String, String> LINES = new HashMap<>();

  static {
    try (InputStream in = LanguageLetters.class.getResourceAsStream("letters.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                String[] parts = line.split(" = ", 2);
                for (String code : parts[0].split(" ", -1)) {
                  LINES.put(code, parts[1]);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException("letters.txt is part of Sotto", e);
    }
  }

  private LanguageLetters() {}

  /**
   * The code points.
   *
   * @param code of the language
   * @throws SottoException with code USAGE if its letters are not known
   */
  static BitSet of(String code) {
    String line = LINES.get(code);
    if (line == null) {
      throw SottoException.usage(
          "the letters of \"%s\" are not known; expected texts for --keep-vocabulary"
              .formatted(code));
    }
    BitSet letters = common();
    for (String word : line.split(" ", -1)) {
      if (word.equals("a-z")) {
        addBothCases(BASIC, letters);
      } else if (word.chars().allMatch(c -> c == '_' || (c >= 'A' && c <= 'Z'))) {
        addScript(UnicodeScript.forName(word), letters);
      } else {
        addBothCases(word, letters);
      }
    }
    return letters;
  }

  private static void addBothCases(String letters, BitSet to) {
    letters
        .codePoints()
        .forEach(
            letter -> {
              to.set(letter);
              to.set(Character.toUpperCase(letter));
            });
  }

  /** With marks that letters of several scripts bear. */
  private static void addScript(UnicodeScript script, BitSet to) {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      UnicodeScript of = UnicodeScript.of(point);
      if (of == script || of == UnicodeScript.INHERITED) {
        to.set(point);
      }
    }
  }

  private static BitSet common() {
    BitSet common = new BitSet();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      boolean white = Character.isWhitespace(point) || Character.isSpaceChar(point);
      boolean low = point < LATIN_1 && !Character.isLetter(point);
      if (white || low || (UnicodeScript.of(point) == UnicodeScript.COMMON && isSign(point))) {
        common.set(point);
      }
    }
    return common;
  }

  private static boolean isSign(int point) {
    int type = Character.getType(point);
    return Arrays.stream(
            new int[] {
              Character.DECIMAL_DIGIT_NUMBER,
              Character.CURRENCY_SYMBOL,
              Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION
            })
        .anyMatch(sign -> sign == type);
  }
}
