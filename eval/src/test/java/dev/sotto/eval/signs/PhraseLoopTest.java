package dev.sotto.eval.signs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    assertTrue(PhraseLoop.in(SAID, heard));
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
    assertFalse(PhraseLoop.in(SAID, heard));
  }

  @Test
  void whatTheSpeakerRepeatedIsNone() {
    String said = "no no no no no i said";
    assertFalse(PhraseLoop.in(said, said));
    assertFalse(PhraseLoop.in(said, "no no no no no no no i said"));
    assertTrue(PhraseLoop.in(said, "no no no no no no no no i said"));
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
