package dev.sotto.eval.signs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.score.Scorer;
import dev.sotto.eval.text.MarkPreservingNormalizer;
import dev.sotto.eval.wer.Measure;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseLoopTest {
  private static final String SAID = "we went to the market in the morning";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "so so so so",
        "we went to the the the the the market",
        "we went thank you thank you thank you thank you",
        "a b c d e f a b c d e f a b c d e f a b c d e f"
      })
  void aPhraseFourTimesInARowIsALoop(String heard) {
    assertTrue(loops(SAID, heard));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "so",
        "so so so",
        "so a so b so c so d so",
        "thank you thank you thank you thank",
        "we went to the market in the morning"
      })
  void whatPeopleSayIsNone(String heard) {
    assertFalse(loops(SAID, heard));
  }

  private static boolean loops(String said, String heard) {
    return loops(said, heard, "en");
  }

  private static boolean loops(String said, String heard, String language) {
    return PhraseLoop.in(
        HeardText.of(
            new TextPair("1", said, heard, Optional.of(language)),
            new Scorer(new MarkPreservingNormalizer(), Measure.WORDS),
            false));
  }

  @Test
  void aPhraseOfCharactersIsALoopWhereNoSpacesAreWritten() {
    assertTrue(
        loops(
            "\u4eca\u5929\u5f88\u597d", "\u4eca\u5929\u4eca\u5929\u4eca\u5929\u4eca\u5929", "zh"));
    assertTrue(loops("\u0e04\u0e23\u0e31\u0e1a", "\u0e04\u0e23\u0e31\u0e1a".repeat(4), "th"));
    assertFalse(loops("\u4eca\u5929\u5f88\u597d", "\u4eca\u5929\u4eca\u5929\u5f88\u597d", "zh"));
  }

  @Test
  void theDigitsOfANumberAndTheLettersOfAForeignWordRepeatNothing() {
    assertFalse(loops("\u4e00\u5343\u4e07", "10000000", "zh"));
    assertFalse(loops("\u7f51\u5740", "\u7f51\u5740 wwww", "zh"));
  }

  @Test
  void whatTheSpeakerRepeatedIsNone() {
    String said = "no no no no no i said";
    assertFalse(loops(said, said));
    assertFalse(loops(said, "no no no no no no no i said"));
    assertTrue(loops(said, "no no no no no no no no i said"));
  }

  @Test
  void timesInARowAreCountedForEachLength() {
    String[] words = "x a b a b a b a y".split(" ");
    assertEquals(1, PhraseLoop.mostInARow(words, 1));
    assertEquals(3, PhraseLoop.mostInARow(words, 2));
    assertEquals(1, PhraseLoop.mostInARow(words, 9));
    assertEquals(0, PhraseLoop.mostInARow(words, 10));
  }
}
