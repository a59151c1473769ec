package dev.sotto.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.result.Breakdown.Slice;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BreakdownTest {
  private static HeardUtterance heard(
      String said, String text, double seconds, String language, String speaker) {
    return MadeUp.heard(
        said,
        said,
        text,
        List.of(),
        UtteranceScore.of(said, text),
        new Traits(
            OptionalDouble.of(seconds), Optional.ofNullable(language), Optional.of(speaker)));
  }

  private static final List<HeardUtterance> UTTERANCES =
      List.of(
          heard("a b", "a b", 1.99, "hi", "s2"),
          heard("a b c", "a", 2, "en", "s1"),
          heard("a", "a x y", 30, "hi", "s1"),
          heard("a b", "b b", 29.9, null, "s1"));

  private static List<Slice> slices(String by) {
    return Breakdown.of(UTTERANCES).stream()
        .filter(breakdown -> breakdown.by().equals(by))
        .findFirst()
        .orElseThrow()
        .slices();
  }

  private static List<String> shown(String by) {
    return slices(by).stream()
        .map(
            slice ->
                "%s: %d, %d of %d"
                    .formatted(
                        slice.name(),
                        slice.utterances(),
                        slice.rate().words().edits(),
                        slice.rate().words().referenceLength()))
        .toList();
  }

  @Test
  void aDurationBelongsToTheRangeThatItBegins() {
    assertEquals(
        List.of(
            "under 2 s: 1, 0 of 2",
            "2 to 5 s: 1, 2 of 3",
            "20 to 30 s: 1, 1 of 2",
            "30 s and more: 1, 2 of 1"),
        shown(Breakdown.DURATION));
  }

  @Test
  void speakersAndLanguagesAreNamedAndWhatIsNotSaidIsCalledSo() {
    assertEquals(List.of("s1: 3, 5 of 6", "s2: 1, 0 of 2"), shown("speaker"));
    assertEquals(
        List.of("en: 1, 2 of 3", "hi: 2, 2 of 3", "not said: 1, 1 of 2"), shown("language"));
  }

  @Test
  void everyBreakdownHoldsEveryUtteranceOnce() {
    EditCounts words = EditCounts.NONE;
    EditCounts characters = EditCounts.NONE;
    for (HeardUtterance utterance : UTTERANCES) {
      words = words.plus(utterance.score().words());
      characters = characters.plus(utterance.score().characters());
    }
    List<Breakdown> breakdowns = Breakdown.of(UTTERANCES);
    assertEquals(3, breakdowns.size());
    for (Breakdown breakdown : breakdowns) {
      assertEquals(
          words,
          breakdown.slices().stream()
              .map(slice -> slice.rate().words())
              .reduce(EditCounts.NONE, EditCounts::plus));
      assertEquals(
          characters,
          breakdown.slices().stream()
              .map(slice -> slice.rate().characters())
              .reduce(EditCounts.NONE, EditCounts::plus));
    }
  }

  @Test
  void whereTheDataSaysNothingThereIsNoBreakdown() {
    HeardUtterance plain = MadeUp.heard("a", "a", "a", List.of(), UtteranceScore.of("a", "a"));
    assertTrue(Breakdown.of(List.of(plain)).isEmpty());
  }
}
