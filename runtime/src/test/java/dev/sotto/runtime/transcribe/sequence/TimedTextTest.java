package dev.sotto.runtime.transcribe.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.runtime.decode.ControlTokens;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.transcribe.sequence.TimedText.Stretch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The end token is 50, timestamps are from 100 on: 150 is 1 s. Windows have 30 s. */
class TimedTextTest {
  private static final int END = 50;
  private static final DecodingTokens MEANINGS =
      new DecodingTokens(
          new ControlTokens(51, END, OptionalInt.of(99), OptionalInt.empty(), OptionalInt.of(100)),
          Map.of(),
          Map.of(),
          List.of(),
          List.of(),
          448);

  private static TimedText of(Integer... tokens) {
    return TimedText.of(Arrays.asList(tokens), MEANINGS, 30);
  }

  private static Stretch stretch(double start, double end, Integer... tokens) {
    return new Stretch(start, end, List.of(tokens));
  }

  @Test
  void aTextThatEndsWithAPairGoesOnAtThePair() {
    assertEquals(
        new TimedText(List.of(stretch(0, 1, 100, 7, 150), stretch(1, 3, 150, 8, 9, 250)), 3),
        of(100, 7, 150, 150, 8, 9, 250, 250, END));
  }

  @Test
  void anUnfinishedStretchIsHeardAgain() {
    assertEquals(
        new TimedText(List.of(stretch(0, 1, 100, 7, 150)), 1), of(100, 7, 150, 150, 8, 9, END));
  }

  @Test
  void aSingleTimestampAtTheEndEndsTheWindow() {
    assertEquals(
        new TimedText(List.of(stretch(0, 1, 100, 7, 150), stretch(2, 4, 200, 8, 300)), 30),
        of(100, 7, 150, 200, 8, 300, END));
  }

  @Test
  void withoutAPairAllIsOneStretchUpToTheLastTimestamp() {
    assertEquals(new TimedText(List.of(stretch(0, 4, 110, 7, 300)), 30), of(110, 7, 300, END));
    assertEquals(new TimedText(List.of(stretch(0, 30, 100, 7)), 30), of(100, 7, END));
    assertEquals(new TimedText(List.of(stretch(0, 30, 7, 8)), 30), of(7, 8));
  }

  @Test
  void noTokensAreNoStretch() {
    assertEquals(new TimedText(List.of(), 30), of(END));
  }

  @Test
  void noTimeIsBeyondTheWindow() {
    TimedText timed = TimedText.of(List.of(100, 7, 150, 150, 8, 400, 400), MEANINGS, 2.5);
    assertEquals(
        new TimedText(List.of(stretch(0, 1, 100, 7, 150), stretch(1, 2.5, 150, 8, 400)), 2.5),
        timed);
  }
}
