package dev.sotto.eval.text;

import java.text.Normalizer;
import java.util.Map;

/** Reduces letters to their base letters. */
final class Diacritics {
  /** Letters that NFKD leaves whole. */
  private static final Map<Integer, String> SPELLED_OUT =
      Map.ofEntries(
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) 'Œ', "OE"),
          Map.entry((int) 'ø', "o"),
          Map.entry((int) 'Ø', "O"),
          Map.entry((int) 'æ', "ae"),
          Map.entry((int) 'Æ', "AE"),
          Map.entry((int) 'ß', "ss"),
          Map.entry((int) 'ẞ', "SS"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'Đ', "D"),
          Map.entry((int) 'ð', "d"),
          Map.entry((int) 'Ð', "D"),
          Map.entry((int) 'þ', "th"),
          Map.entry((int) 'Þ', "th"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'Ł', "L"));

  private static final int FIRST_BEYOND_ASCII = 0x80;

  private Diacritics() {}

  /**
   * The text in NFKD without non-spacing marks, and with a space for every other mark, symbol and
   * punctuation that is not in {@code keep}.
   */
  static String remove(String text, String keep) {
    StringBuilder out = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .codePoints()
        .forEach(c -> append(out, c, keep));
    return out.toString();
  }

  private static void append(StringBuilder out, int codePoint, String keep) {
    if (keep.indexOf(codePoint) >= 0) {
      out.appendCodePoint(codePoint);
      return;
    }
    String spelled = codePoint < FIRST_BEYOND_ASCII ? null : SPELLED_OUT.get(codePoint);
    if (spelled != null) {
      out.append(spelled);
      return;
    }
    if (Character.getType(codePoint) == Character.NON_SPACING_MARK) {
      return;
    }
    boolean dropped = Characters.isMark(codePoint) || Characters.isSymbolOrPunctuation(codePoint);
    out.appendCodePoint(dropped ? ' ' : codePoint);
  }
}
