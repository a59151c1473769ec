package dev.sotto.eval.text;

import java.text.Normalizer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whisper's normaliser for languages other than English: lower case, no annotations in brackets, a
 * space for every mark, symbol and punctuation after NFKC. Like the original it leaves a space that
 * ends up first or last.
 */
public final class WhisperBasicNormalizer implements TextNormalizer {
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private final boolean removeDiacritics;
  private final boolean splitLetters;

  /**
   * @param removeDiacritics NFKD, marks dropped instead of spaced, ligatures spelled out
   * @param splitLetters a space between graphemes, for languages that write none between words
   */
  public WhisperBasicNormalizer(boolean removeDiacritics, boolean splitLetters) {
    this.removeDiacritics = removeDiacritics;
    this.splitLetters = splitLetters;
  }

  @Override
  public String id() {
    return "whisper-basic"
        + (removeDiacritics ? "+remove_diacritics" : "")
        + (splitLetters ? "+split_letters" : "");
  }

  @Override
  public boolean splitsLetters() {
    return splitLetters;
  }

  @Override
  public String normalize(String text) {
    String spoken = Annotations.remove(LowerCase.USUAL.of(text));
    String letters =
        LowerCase.USUAL.of(
            removeDiacritics ? Diacritics.remove(spoken, "") : removeSymbols(spoken));
    return Characters.collapseSpaces(splitLetters ? split(letters) : letters);
  }

  private static String removeSymbols(String text) {
    StringBuilder out = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .codePoints()
        .map(c -> Characters.isMark(c) || Characters.isSymbolOrPunctuation(c) ? ' ' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String split(String text) {
    return GRAPHEME
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining(" "));
  }
}
