package dev.sotto.eval.signs;

import dev.sotto.eval.wer.Measure;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A phrase that stands in a text again and again, back to back, and was not said so. */
final class PhraseLoop {
  /** Times in a row; people say things three times. */
  static final int FEWEST = 4;

  /** Times more than in the reference, so that one word too many is no loop. */
  static final int MORE = 3;

  private PhraseLoop() {}

  /**
   * What a phrase is made of where no spaces are written: a letter with its marks, but a number or
   * a foreign word as a whole, whose digits and letters may well repeat.
   */
  private static final Pattern UNIT = Pattern.compile("[\\p{IsDigit}\\p{IsLatin}]+|\\S\\p{M}*");

  /** Whether the hypothesis loops, and the reference does not as much. */
  static boolean in(HeardText text) {
    boolean spaced = text.score().measure() == Measure.WORDS;
    return loops(
        spaced ? words(text.reference()) : units(text.reference()),
        spaced ? words(text.hypothesis()) : units(text.hypothesis()));
  }

  private static boolean loops(String[] said, String[] heard) {
    for (int period = 1; period <= heard.length / FEWEST; period++) {
      int times = mostInARow(heard, period);
      if (times >= FEWEST && times - mostInARow(said, period) >= MORE) {
        return true;
      }
    }
    return false;
  }

  /**
   * The most times that a phrase of {@code period} words stands in a row; 0 if the text is shorter.
   * Where r words in a row equal the words {@code period} later, a phrase stands 1 + r / period
   * times.
   */
  static int mostInARow(String[] words, int period) {
    if (words.length < period) {
      return 0;
    }
    int longest = 0;
    int run = 0;
    for (int i = 0; i + period < words.length; i++) {
      run = words[i].equals(words[i + period]) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return 1 + longest / period;
  }

  private static String[] units(String text) {
    return UNIT.matcher(text).results().map(MatchResult::group).toArray(String[]::new);
  }

  private static String[] words(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? new String[0] : stripped.split(" +", -1);
  }
}
