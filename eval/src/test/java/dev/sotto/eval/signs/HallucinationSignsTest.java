package dev.sotto.eval.signs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

class HallucinationSignsTest {
  private static HeardText heard(String id, String said, String heard) {
    return heard(id, said, heard, false);
  }

  private static HeardText heard(String id, String said, String heard, boolean looped) {
    return HeardText.of(
        new TextPair(id, said, heard),
        new Scorer(Normalizers.of("mark-preserving"), Measure.WORDS),
        looped);
  }

  private static final HallucinationSigns SIGNS =
      HallucinationSigns.of(
          List.of(
              heard("good", "One two three.", "one two three"),
              heard("more", "one two three", "one two and three"),
              heard("loop", "One two", "One, two, two, two, two, two!"),
              heard("deaf", "one two", " ... "),
              heard("still", "...", ""),
              heard("voices", "", "Thanks for watching.")));

  @Test
  void eachSignNamesItsUtterances() {
    assertEquals(List.of("loop"), SIGNS.loops());
    assertEquals(List.of("deaf"), SIGNS.empty());
    assertEquals(List.of("voices"), SIGNS.invented());
  }

  @Test
  void aTextThatWasCutWhereItBeganToRepeatItselfIsALoop() {
    assertEquals(
        List.of("cut"),
        HallucinationSigns.of(
                List.of(heard("cut", "one two", "one", true), heard("not", "one two", "one")))
            .loops());
  }

  @Test
  void insertionsAreThoseOfAllUtterancesOverAllWordsSaid() {
    assertEquals((1 + 4 + 3) / 10.0, SIGNS.insertionRate());
  }

  @Test
  void figuresForLimitsAreNumbersOfUtterancesOrARate() {
    assertEquals(1, Sign.LOOPS.of(SIGNS));
    assertEquals(1, Sign.EMPTY.of(SIGNS));
    assertEquals(1, Sign.INVENTED.of(SIGNS));
    assertEquals(0.8, Sign.INSERTION_RATE.of(SIGNS));
    assertEquals(List.of(), Sign.INSERTION_RATE.utterances(SIGNS));
  }
}
