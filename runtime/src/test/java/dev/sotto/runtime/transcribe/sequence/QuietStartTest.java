package dev.sotto.runtime.transcribe.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuietStartTest {
  private static float[] sound(int quiet, float soft, int loud) {
    float[] samples = new float[quiet + loud];
    for (int i = 0; i < quiet; i++) {
      samples[i] = i % 2 == 0 ? soft : -soft;
    }
    Arrays.fill(samples, quiet, samples.length, 0.1f);
    return samples;
  }

  private static int of(float[] samples) {
    return QuietStart.of(samples, true);
  }

  @Test
  void aLongQuietBeginningIsSkippedUpToATenthOfASecond() {
    assertEquals(32_000 - 1_600, of(sound(32_000, 0, 9_000)));
    assertEquals(32_000 - 1_600, of(sound(32_000, 0.0009f, 9_000)));
  }

  @Test
  void aSoftSoundIsHeard() {
    assertEquals(0, of(sound(32_000, 0.0011f, 9_000)));
  }

  @Test
  void aShortPauseIsHeard() {
    assertEquals(0, of(sound(16_000, 0, 9_000)));
  }

  @Test
  void whereNothingIsLoudAllIsSkipped() {
    assertEquals(40_000, of(sound(40_000, 0.0005f, 0)));
    assertEquals(700, of(sound(700, 0, 0)));
    assertEquals(40_000 - 1_600, QuietStart.of(sound(40_000, 0, 0), false));
  }
}
