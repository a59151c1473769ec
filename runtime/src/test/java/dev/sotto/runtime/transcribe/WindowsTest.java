package dev.sotto.runtime.transcribe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {
  private static final int LIMIT = 30 * Windows.SAMPLE_RATE;

  private static float[] noise(int length, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return samples;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_000, LIMIT})
  void audioUpToTheLimitIsOneWindow(int length) {
    assertEquals(List.of(new Window(0, length)), Windows.of(noise(length, 1), LIMIT));
  }

  @Test
  void cutsInTheMiddleOfThePause() {
    float[] samples = noise(40 * Windows.SAMPLE_RATE, 2);
    int pause = 27 * Windows.SAMPLE_RATE;
    Arrays.fill(samples, pause, pause + 1600, 0);
    assertEquals(
        List.of(new Window(0, pause + 800), new Window(pause + 800, samples.length)),
        Windows.of(samples, LIMIT));
  }

  @Test
  void aPauseBeforeTheLastFiveSecondsIsLeftAlone() {
    float[] samples = noise(40 * Windows.SAMPLE_RATE, 3);
    Arrays.fill(samples, 0, 24 * Windows.SAMPLE_RATE, 0);
    int cut = Windows.of(samples, LIMIT).get(0).to();
    assertTrue(cut >= 25 * Windows.SAMPLE_RATE && cut <= LIMIT, () -> "cut at " + cut);
  }

  @Test
  void silenceIsCutAsLateAsPossible() {
    List<Window> windows = Windows.of(new float[61 * Windows.SAMPLE_RATE], LIMIT);
    assertEquals(3, windows.size());
    assertEquals(LIMIT - 800, windows.get(0).to());
  }

  @Test
  void theLastWindowIsNeverAScrap() {
    for (int extra = 1; extra < 3000; extra += 97) {
      List<Window> windows = Windows.of(noise(LIMIT + extra, extra), LIMIT);
      assertEquals(2, windows.size());
      assertTrue(windows.get(1).length() >= Windows.SAMPLE_RATE, windows::toString);
    }
  }

  @Test
  void aWindowOfThreeSecondsIsKeptTo() {
    int limit = 300 * LogMel.HOP_SAMPLES;
    assertEquals(
        List.of(new Window(0, 3 * Windows.SAMPLE_RATE)),
        Windows.of(noise(3 * Windows.SAMPLE_RATE, 4), limit));
    List<Window> windows = Windows.of(noise(5 * Windows.SAMPLE_RATE, 4), limit);
    assertEquals(2, windows.size());
    assertTrue(windows.stream().allMatch(window -> window.length() <= limit), windows::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11, 12, 13, 14, 15})
  void windowsCoverTheAudioOnceAndKeepTheLimit(long seed) {
    Random random = new Random(seed);
    int limit = seed % 2 == 0 ? LIMIT : 160 * (1 + random.nextInt(2000));
    float[] samples = noise(limit * 3 + random.nextInt(limit), seed);
    int at = 0;
    for (Window window : Windows.of(samples, limit)) {
      assertEquals(at, window.from());
      assertTrue(window.length() > 0 && window.length() <= limit, window::toString);
      at = window.to();
    }
    assertEquals(samples.length, at);
  }
}
