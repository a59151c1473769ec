package dev.sotto.eval.wer;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A best alignment of a hypothesis with a reference, in reading order, for counting and for
 * display.
 *
 * @param edits every word of both sides exactly once
 */
public record Alignment(List<String> reference, List<String> hypothesis, List<Edit> edits) {
  public Alignment {
    reference = List.copyOf(reference);
    hypothesis = List.copyOf(hypothesis);
    edits = List.copyOf(edits);
  }

  /** Aligns the words of two normalised texts. */
  public static Alignment ofWords(String reference, String hypothesis) {
    return of(Words.of(reference), Words.of(hypothesis));
  }

  /**
   * Aligns what {@code measure} counts in two normalised texts: words, or characters but spaces.
   */
  public static Alignment of(Measure measure, String reference, String hypothesis) {
    return measure == Measure.CHARACTERS
        ? of(
            strings(Words.charactersWithoutSpaces(reference)),
            strings(Words.charactersWithoutSpaces(hypothesis)))
        : ofWords(reference, hypothesis);
  }

  /** Aligns the characters of two normalised texts, each a string of one code point. */
  public static Alignment ofCharacters(String reference, String hypothesis) {
    return of(strings(Words.characters(reference)), strings(Words.characters(hypothesis)));
  }

  private static Alignment of(List<String> reference, List<String> hypothesis) {
    Map<String, Integer> numbers = new HashMap<>();
    List<Edit> edits =
        Aligner.align(Words.symbols(reference, numbers), Words.symbols(hypothesis, numbers));
    return new Alignment(reference, hypothesis, edits);
  }

  private static List<String> strings(int[] codePoints) {
    return Arrays.stream(codePoints).mapToObj(Character::toString).toList();
  }

  public EditCounts counts() {
    Map<Edit.Kind, Long> counts = new EnumMap<>(Edit.Kind.class);
    edits.forEach(edit -> counts.merge(edit.kind(), 1L, Long::sum));
    return new EditCounts(
        counts.getOrDefault(Edit.Kind.HIT, 0L),
        counts.getOrDefault(Edit.Kind.SUBSTITUTION, 0L),
        counts.getOrDefault(Edit.Kind.DELETION, 0L),
        counts.getOrDefault(Edit.Kind.INSERTION, 0L));
  }
}
