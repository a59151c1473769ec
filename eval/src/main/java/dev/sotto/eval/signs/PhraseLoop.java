package dev.sotto.eval.signs;

/** A phrase that stands in a text again and again, back to back, and was not said so. */
final class PhraseLoop {
  /** Times in a row; people say things three times. */
  static final int FEWEST = 4;

  /** Times more than in the reference, so that one word too many is no loop. */
  static final int MORE = 3;

  private PhraseLoop() {}

  /** Whether {@code hypothesis} loops, and {@code reference} does not as much. */
  static boolean in(String reference, String hypothesis) {
    String[] said = words(reference);
    String[] heard = words(hypothesis);
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

  private static String[] words(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? new String[0] : stripped.split(" +", -1);
  }
}
