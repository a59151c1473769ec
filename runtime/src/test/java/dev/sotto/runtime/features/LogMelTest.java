package dev.sotto.runtime.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMelTest {
  @ParameterizedTest(name = "{0} mel bins, {1} samples, {2} frames")
  @CsvSource({
    "80, 0, 4",
    "80, 1, 2",
    "80, 150, 3",
    "80, 1000, 20",
    "128, 3200, 20",
    "80, 3100, 20",
    "80, 9999, 7"
  })
  void equalsTheDefinitionWithANaiveTransform(int melBins, int length, int frames) {
    float[] samples = noise(length);
    float[] actual = new LogMel(melBins).window(samples, 0, length, frames);
    assertArrayEquals(naive(melBins, samples, frames), actual, 1e-5f);
  }

  @Test
  void aWindowIsTheSameWhereverItLies() {
    LogMel logMel = new LogMel(80);
    float[] samples = noise(5000);
    float[] expected = logMel.window(Arrays.copyOfRange(samples, 700, 2700), 0, 2000, 30);
    assertArrayEquals(expected, logMel.window(samples, 700, 2700, 30));
  }

  @Test
  void threadsShareAnInstance() {
    LogMel logMel = new LogMel(80);
    float[] samples = noise(16000);
    float[] expected = logMel.window(samples, 0, 16000, 100);
    IntStream.range(0, 64)
        .parallel()
        .forEach(i -> assertArrayEquals(expected, logMel.window(samples, 0, 16000, 100)));
  }

  @Test
  void aCallStartsNoThread() {
    int before = Thread.activeCount();
    new LogMel(80).window(noise(480_000), 0, 480_000, LogMel.WINDOW_FRAMES);
    assertEquals(before, Thread.activeCount());
  }

  @Test
  void rangesOutsideTheSamplesAndTooFewFramesAreRefused() {
    LogMel logMel = new LogMel(80);
    float[] samples = new float[10];
    assertThrows(IndexOutOfBoundsException.class, () -> logMel.window(samples, 0, 11, 100));
    assertThrows(IndexOutOfBoundsException.class, () -> logMel.window(samples, 5, 4, 100));
    assertThrows(IllegalArgumentException.class, () -> logMel.window(samples, 0, 10, 1));
    assertThrows(
        IllegalArgumentException.class, () -> logMel.window(samples, 0, 10, Integer.MAX_VALUE));
  }

  private static float[] naive(int melBins, float[] samples, int frames) {
    int length = frames * 160;
    double[] mirrored = new double[length + 400];
    for (int i = 0; i < mirrored.length; i++) {
      int at = i < 200 ? 200 - i : i - 200;
      at = at < length ? at : 2 * length - 2 - at;
      mirrored[i] = at < samples.length ? samples[at] : 0;
    }
    MelFilterBank filters = new MelFilterBank(melBins);
    double[] logs = new double[melBins * frames];
    for (int f = 0; f < frames; f++) {
      double[] power = power(Arrays.copyOfRange(mirrored, f * 160, f * 160 + 400));
      for (int m = 0; m < melBins; m++) {
        double mel = 0;
        for (int k = 0; k < power.length; k++) {
          mel += MelFilterBankTest.weight(filters, m, k) * power[k];
        }
        logs[m * frames + f] = Math.log10(Math.max(mel, 1e-10));
      }
    }
    double floor = Arrays.stream(logs).max().orElseThrow() - 8;
    float[] features = new float[logs.length];
    for (int i = 0; i < logs.length; i++) {
      features[i] = (float) ((Math.max(logs[i], floor) + 4) / 4);
    }
    return features;
  }

  private static double[] power(double[] frame) {
    double[] power = new double[201];
    for (int k = 0; k < power.length; k++) {
      double real = 0;
      double imaginary = 0;
      for (int n = 0; n < 400; n++) {
        double windowed = frame[n] * (1 - Math.cos(2 * Math.PI * n / 400)) / 2;
        real += windowed * Math.cos(2 * Math.PI * k * n / 400);
        imaginary -= windowed * Math.sin(2 * Math.PI * k * n / 400);
      }
      power[k] = real * real + imaginary * imaginary;
    }
    return power;
  }

  private static float[] noise(int length) {
    Random random = new Random(length);
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = random.nextFloat() - 0.5f;
    }
    return samples;
  }
}
