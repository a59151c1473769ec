package dev.sotto.eval.text;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whisper's normaliser for English: contractions, titles and fillers, numbers as digits, American
 * spelling. It gives the same characters as {@code EnglishTextNormalizer} of openai-whisper
 * 20250625, its oddities included, because published error rates rest on it.
 */
public final class WhisperEnglishNormalizer implements TextNormalizer {
  /** What numbers are written with; every other symbol goes. */
  private static final String NUMERIC_SYMBOLS = ".%$¢€£";

  private static final Pattern DIGIT_COMMA = Pattern.compile("(\\p{Nd}),(\\p{Nd})");
  private static final Pattern PERIOD = Pattern.compile("\\.([^0-9]|\\z)");
  private static final String PREFIXES = ".$¢€£";
  private static final Pattern PREFIX_WITHOUT_NUMBER = Pattern.compile("[.$¢€£]([^0-9])");
  private static final Pattern PERCENT_WITHOUT_NUMBER = Pattern.compile("([^0-9])%");

  private final NumberNormalizer numbers = new NumberNormalizer();
  private final Map<String, String> spellings = SpellingVariants.load();

  @Override
  public String id() {
    return "whisper-english";
  }

  @Override
  public String normalize(String text) {
    String spoken = Annotations.remove(LowerCase.USUAL.of(text));
    String expanded = Contractions.expand(Contractions.removeFillers(spoken));
    String plain = Diacritics.remove(removePunctuation(expanded), NUMERIC_SYMBOLS);
    String spelled = americanSpelling(numbers.normalize(plain));
    return Characters.collapseSpaces(removeLoneSymbols(spelled));
  }

  private static String removePunctuation(String text) {
    String withoutCommas = replace(text, ',', DIGIT_COMMA, "$1$2");
    return replace(withoutCommas, '.', PERIOD, " $1");
  }

  private String americanSpelling(String text) {
    List<String> words = Characters.words(text);
    words.replaceAll(word -> spellings.getOrDefault(word, word));
    return String.join(" ", words);
  }

  private static String removeLoneSymbols(String text) {
    String prefixed =
        Characters.containsAny(text, PREFIXES)
            ? PREFIX_WITHOUT_NUMBER.matcher(text).replaceAll(" $1")
            : text;
    return replace(prefixed, '%', PERCENT_WITHOUT_NUMBER, "$1 ");
  }

  /** Most texts hold no {@code symbol}, and to look for one character is much faster. */
  private static String replace(String text, char symbol, Pattern pattern, String replacement) {
    return text.indexOf(symbol) < 0 ? text : pattern.matcher(text).replaceAll(replacement);
  }
}
