package dev.sotto.eval.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeSoundTest {
  private static final List<ProbeSound> SOUNDS = ProbeSound.all(1);

  private static double rootMeanSquare(float[] samples) {
    double squares = 0;
    for (float sample : samples) {
      squares += (double) sample * sample;
    }
    return Math.sqrt(squares / samples.length);
  }

  /** Correlation of each sample with the one before. */
  private static double kept(float[] samples) {
    double products = 0;
    for (int i = 1; i < samples.length; i++) {
      products += (double) samples[i] * samples[i - 1];
    }
    double square = rootMeanSquare(samples);
    return products / samples.length / (square * square);
  }

  @Test
  void levelsAreThoseOfTheNames() {
    int levels = 0;
    for (ProbeSound sound : SOUNDS) {
      double level = rootMeanSquare(sound.samples());
      if (sound.name().equals("silence")) {
        assertEquals(0, level);
        continue;
      }
      double decibels = Double.parseDouble(sound.name().replaceAll("[^-0-9]", ""));
      assertEquals(Math.pow(10, decibels / 20), level, 1e-6, sound.name());
      // What is louder than full scale would be clipped by no file, but no recording holds it.
      for (float sample : sound.samples()) {
        assertTrue(Math.abs(sample) < 1, sound.name());
      }
      levels++;
    }
    assertEquals(5, levels);
  }

  @Test
  void whiteNoiseForgetsAndBrownNoiseRemembers() {
    for (ProbeSound sound : SOUNDS) {
      if (sound.name().startsWith("white")) {
        assertEquals(0, kept(sound.samples()), 0.01, sound.name());
      }
      if (sound.name().startsWith("brown")) {
        assertEquals(0.998, kept(sound.samples()), 0.001, sound.name());
      }
    }
  }

  @Test
  void theSeedDecides() {
    ProbeSound noise = SOUNDS.get(SOUNDS.size() - 1);
    assertArrayEquals(noise.samples(), ProbeSound.all(1).get(SOUNDS.size() - 1).samples());
    assertFalse(Arrays.equals(noise.samples(), ProbeSound.all(2).get(SOUNDS.size() - 1).samples()));
    assertEquals(30, noise.seconds());
  }
}
