package dev.sotto.eval.wer;

import dev.sotto.eval.text.Characters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cuts normalised text into what is counted. */
final class Words {
  private Words() {}

  /** What stands between runs of U+0020; no other character separates words. */
  static List<String> of(String text) {
    String stripped = Characters.strip(text);
    List<String> words = new ArrayList<>();
    int start = 0;
    while (start < stripped.length()) {
      int space = stripped.indexOf(' ', start);
      int end = space < 0 ? stripped.length() : space;
      if (end > start) {
        words.add(stripped.substring(start, end));
      }
      start = end + 1;
    }
    return words;
  }

  /** Code points of the stripped text. */
  static int[] characters(String text) {
    return Characters.strip(text).codePoints().toArray();
  }

  /** Code points other than spaces of any kind. */
  static int[] charactersWithoutSpaces(String text) {
    return text.codePoints().filter(codePoint -> !Characters.isSpace(codePoint)).toArray();
  }

  /** Each word as a number that only equal words share; {@code numbers} grows. */
  static int[] symbols(List<String> words, Map<String, Integer> numbers) {
    int[] symbols = new int[words.size()];
    for (int i = 0; i < symbols.length; i++) {
      Integer known = numbers.putIfAbsent(words.get(i), numbers.size());
      symbols[i] = known == null ? numbers.size() - 1 : known;
    }
    return symbols;
  }
}
