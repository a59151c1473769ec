package dev.sotto.eval.wer;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How well one utterance was heard, in words and in characters.
 *
 * @param measure which of the two counts in rates; never both
 */
public record UtteranceScore(EditCounts words, EditCounts characters, Measure measure) {
  public UtteranceScore {
    Objects.requireNonNull(words);
    Objects.requireNonNull(characters);
    if (measure == Measure.MIXED) {
      throw new IllegalArgumentException("expected words or characters in one utterance");
    }
  }

  /** A score in words. */
  public UtteranceScore(EditCounts words, EditCounts characters) {
    this(words, characters, Measure.WORDS);
  }

  /** The counts of what is measured. */
  public EditCounts units() {
    return measure == Measure.CHARACTERS ? characters : words;
  }

  /** Scores two normalised texts in words. */
  public static UtteranceScore of(String reference, String hypothesis) {
    return of(reference, hypothesis, Measure.WORDS, true);
  }

  /**
   * Scores two normalised texts.
   *
   * @param spaces whether spaces are characters, too: not if the normaliser put them in, and never
   *     where characters are the measure
   */
  public static UtteranceScore of(
      String reference, String hypothesis, Measure measure, boolean spaces) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] referenceWords = Words.symbols(Words.of(reference), numbers);
    int[] hypothesisWords = Words.symbols(Words.of(hypothesis), numbers);
    boolean counted = spaces && measure == Measure.WORDS;
    return new UtteranceScore(
        EditCost.counts(referenceWords, hypothesisWords),
        EditCost.counts(characters(reference, counted), characters(hypothesis, counted)),
        measure);
  }

  private static int[] characters(String text, boolean spaces) {
    return spaces ? Words.characters(text) : Words.charactersWithoutSpaces(text);
  }
}
