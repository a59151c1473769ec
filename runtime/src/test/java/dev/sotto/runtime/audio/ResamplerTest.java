package dev.sotto.runtime.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
  @Test
  void outputsEqualThoseOfScipy() throws IOException {
    for (JsonNode row : AudioGoldens.rows("resample")) {
      float[] samples = AudioReader.read(AudioGoldens.recording(row)).samples();
      assertEquals(row.get("n_out").asInt(), samples.length);
      double sumOfMagnitudes = 0;
      for (float sample : samples) {
        sumOfMagnitudes += Math.abs(sample);
      }
      assertEquals(row.get("sum_abs").asDouble(), sumOfMagnitudes, 5e-3);
      int start = row.get("start").asInt();
      for (int i = 0; i < row.get("values").size(); i++) {
        double expected = row.get("values").get(i).asDouble();
        assertEquals(expected, samples[start + i], 1e-7, row.get("path") + " " + i);
      }
    }
  }

  @Test
  void tapsEqualThoseOfScipy() throws IOException {
    JsonNode row = AudioGoldens.rows("resample").get(0);
    double[] right = KaiserLowPass.rightHalf(row.get("up").asInt(), row.get("down").asInt());
    int half = right.length - 1;
    assertEquals(row.get("taps").size(), 2 * half + 1);
    for (int i = -half; i <= half; i++) {
      assertEquals(row.get("taps").get(half + i).asDouble(), right[Math.abs(i)], 1e-14);
    }
  }

  @ParameterizedTest(name = "{0} Hz")
  @ValueSource(ints = {1000, 8000, 11025, 22050, 24000, 44100, 48000, 96000, 767_999})
  void equalsTheDefinitionSummedNaively(int rate) {
    Random random = new Random(rate);
    float[] input = random(random, 700);
    int divisor = gcd(rate, 16000);
    double[] expected = naive(input, 16000 / divisor, rate / divisor);
    float[] actual = resample(input, rate, input.length);
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-7, "output " + i);
    }
  }

  @ParameterizedTest(name = "{0} Hz in blocks of {1}")
  @CsvSource({"44100, 1", "44100, 7", "8000, 1", "48000, 1000", "16000, 3", "12345, 64"})
  void blocksDoNotChangeTheResult(int rate, int block) {
    float[] input = random(new Random(5), 3000);
    assertArrayEquals(resample(input, rate, input.length), resample(input, rate, block));
  }

  @Test
  void aToneKeepsItsAmplitudeAndOneBeyondEightKilohertzVanishes() {
    float[] kept = resample(tone(1000, 44100), 44100, 4096);
    float[] removed = resample(tone(12_000, 44100), 44100, 4096);
    for (int i = 1000; i < 15_000; i++) {
      assertEquals(Math.sin(2 * Math.PI * 1000 * i / 16000.0), kept[i], 2e-3);
      assertTrue(Math.abs(removed[i]) < 2e-3);
    }
  }

  private static float[] tone(int hertz, int rate) {
    float[] samples = new float[rate];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return samples;
  }

  private static float[] resample(float[] input, int rate, int block) {
    SampleList output = new SampleList(Path.of("test"));
    Resampler resampler = new Resampler(rate, 16000, output);
    for (int at = 0; at < input.length; at += block) {
      resampler.accept(FloatBuffer.wrap(input, at, Math.min(block, input.length - at)));
    }
    resampler.finish();
    return output.toArray();
  }

  /** Stuffs zeros between the samples, filters, keeps every {@code down}th. */
  private static double[] naive(float[] input, int up, int down) {
    double[] right = KaiserLowPass.rightHalf(up, down);
    int half = right.length - 1;
    double[] output = new double[(int) (((long) input.length * up + down - 1) / down)];
    for (int m = 0; m < output.length; m++) {
      for (int k = 0; k < input.length; k++) {
        long tap = Math.abs((long) m * down - (long) k * up);
        output[m] += tap <= half ? input[k] * right[(int) tap] : 0;
      }
    }
    return output;
  }

  private static float[] random(Random random, int length) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = random.nextFloat() * 2 - 1;
    }
    return samples;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
