package dev.sotto.compressor.demo;

import dev.sotto.runtime.audio.AudioReader;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * Makes clean speech a recording: silence before and after, white or pink noise, and a level.
 *
 * <p>The noise is scaled to a ratio of 15 to 40 dB between the mean power of the speech and its
 * own, the whole to a peak of 0.2 to 0.9.
 */
final class Recording {
  private static final double LEAST_SILENCE_SECONDS = 0.05;
  private static final double MOST_SILENCE_SECONDS = 0.3;
  private static final double LEAST_RATIO_DECIBELS = 15;
  private static final double MOST_RATIO_DECIBELS = 40;
  private static final double LOWEST_PEAK = 0.2;
  private static final double HIGHEST_PEAK = 0.9;

  private Recording() {}

  /** A recording at 16 kHz of speech at 16 kHz. */
  static float[] of(float[] speech, RandomGenerator random) {
    int before = silence(random);
    int length = before + speech.length + silence(random);
    double[] noise = random.nextBoolean() ? white(length, random) : pink(length, random);
    double ratio = random.nextDouble(LEAST_RATIO_DECIBELS, MOST_RATIO_DECIBELS);
    double power = power(speech.length, i -> speech[i]) / power(length, i -> noise[i]);
    double scale = Math.sqrt(power / StrictMath.pow(10, ratio / 10));
    double peak = 0;
    for (int i = 0; i < length; i++) {
      int at = i - before;
      noise[i] = noise[i] * scale + (at >= 0 && at < speech.length ? speech[at] : 0);
      peak = Math.max(peak, Math.abs(noise[i]));
    }
    double gain = random.nextDouble(LOWEST_PEAK, HIGHEST_PEAK) / peak;
    float[] recording = new float[length];
    for (int i = 0; i < length; i++) {
      recording[i] = (float) (noise[i] * gain);
    }
    return recording;
  }

  private static int silence(RandomGenerator random) {
    double seconds = random.nextDouble(LEAST_SILENCE_SECONDS, MOST_SILENCE_SECONDS);
    return (int) (seconds * AudioReader.SAMPLE_RATE);
  }

  private static double[] white(int length, RandomGenerator random) {
    return DoubleStream.generate(() -> random.nextDouble(-1, 1)).limit(length).toArray();
  }

  /** White noise through Paul Kellet's "economy" filter, 3 dB less an octave within 0.5 dB. */
  private static double[] pink(int length, RandomGenerator random) {
    double[] noise = white(length, random);
    double slow = 0;
    double middle = 0;
    double fast = 0;
    for (int i = 0; i < length; i++) {
      slow = 0.99765 * slow + 0.0990460 * noise[i];
      middle = 0.96300 * middle + 0.2965164 * noise[i];
      fast = 0.57000 * fast + 1.0526913 * noise[i];
      noise[i] = slow + middle + fast + 0.1848 * noise[i];
    }
    return noise;
  }

  private static double power(int length, IntToDoubleFunction samples) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += samples.applyAsDouble(i) * samples.applyAsDouble(i);
    }
    return sum / length;
  }
}
