package dev.sotto.eval.wer;

import java.util.HashMap;
import java.util.Map;

/** How well one utterance was heard, in words and in characters. */
public record UtteranceScore(EditCounts words, EditCounts characters) {

  /** Scores two normalised texts. */
  public static UtteranceScore of(String reference, String hypothesis) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] referenceWords = Words.symbols(Words.of(reference), numbers);
    int[] hypothesisWords = Words.symbols(Words.of(hypothesis), numbers);
    return new UtteranceScore(
        EditCost.counts(referenceWords, hypothesisWords),
        EditCost.counts(Words.characters(reference), Words.characters(hypothesis)));
  }
}
