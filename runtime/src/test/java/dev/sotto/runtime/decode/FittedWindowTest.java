package dev.sotto.runtime.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.AudioContext;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FittedWindowTest {
  private static final AudioContext UNTUNED = new AudioContext(true, OptionalDouble.empty());
  private static final AudioContext TUNED = new AudioContext(true, OptionalDouble.of(0.5));

  /** Sounds of {@code seconds}: frames where silence fills up, and where a tuned model is alone. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 110, 100",
    "1, 200, 200",
    "2.43, 350, 300",
    "2.5, 350, 300",
    "2.51, 360, 400",
    "28.95, 3000, 3000",
    "30, 3000, 3000"
  })
  void windowsAreAsLongAsTheSoundAndItsMargin(double seconds, int filled, int alone) {
    int samples = (int) Math.round(seconds * 16_000);
    assertEquals(filled, FittedWindow.of(UNTUNED, ContextChoice.AUTO).frames(samples, 3000));
    assertEquals(alone, FittedWindow.of(TUNED, ContextChoice.AUTO).frames(samples, 3000));
    assertEquals(3000, FittedWindow.of(TUNED, ContextChoice.WHOLE).frames(samples, 3000));
    assertEquals(
        3000, FittedWindow.of(AudioContext.WHOLE, ContextChoice.AUTO).frames(samples, 3000));
  }

  @Test
  void aMarginIsWhatWasAskedFor() {
    FittedWindow window = FittedWindow.of(UNTUNED, ContextChoice.parse("2.5"));
    assertEquals(new FittedWindow(true, 2.5, true), window);
    assertEquals(350, window.frames(16_000, 3000));
    assertEquals(300, window.frames(16_000, 300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "whole", "0.0", "1.5", "30.0"})
  void choicesAreReadAsTheyAreWritten(String text) {
    assertEquals(text, ContextChoice.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "all", "-1", "31", "NaN", "1s"})
  void otherChoicesAreRefused(String text) {
    assertThrows(SottoException.class, () -> ContextChoice.parse(text));
  }
}
