package dev.sotto.eval.score;

import dev.sotto.eval.wer.Measure;
import dev.sotto.models.whisper.Languages;
import java.lang.Character.UnicodeScript;
import java.util.Optional;
import java.util.Set;

/**
 * Which texts are counted by characters: those that are written without spaces between words, in
 * which one wrong character would make a whole sentence wrong.
 *
 * <p>The evaluation of Whisper's paper counts Chinese, Japanese, Thai, Lao and Burmese so (Radford
 * et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022). Khmer, Cantonese,
 * which Whisper learned later, and what else is spoken of Chinese are written in the same way.
 */
final class Scripts {
  private static final Set<String> LANGUAGES =
      Set.of(
          "zh", "ja", "th", "lo", "my", "km", "yue", "cdo", "gan", "hak", "hsn", "lzh", "nan",
          "wuu");

  private static final Set<UnicodeScript> SCRIPTS =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  private Scripts() {}

  /** By the language, if it is one that is known, and else by the script of {@code text}. */
  static Measure measure(String language, String text) {
    return Languages.code(language)
        .map(code -> LANGUAGES.contains(code) ? Measure.CHARACTERS : Measure.WORDS)
        .or(() -> measure(text))
        .orElse(Measure.WORDS);
  }

  /** By the script of most letters; empty if there is no letter. */
  static Optional<Measure> measure(String text) {
    long letters = 0;
    long unspaced = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (Character.isLetter(codePoint)) {
        letters++;
        // All letters of these scripts lie beyond Latin, Greek and Cyrillic.
        unspaced += codePoint >= 0x0E00 && SCRIPTS.contains(UnicodeScript.of(codePoint)) ? 1 : 0;
      }
    }
    if (letters == 0) {
      return Optional.empty();
    }
    return Optional.of(2 * unspaced > letters ? Measure.CHARACTERS : Measure.WORDS);
  }
}
