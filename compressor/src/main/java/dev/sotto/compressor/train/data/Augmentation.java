package dev.sotto.compressor.train.data;

import dev.sotto.models.SottoException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Seeded changes to the sound of training clips.
 *
 * @param speed clips are played between {@code 1 - speed} and {@code 1 + speed} times as fast
 * @param noise share of the clips that get white noise, 10 to 40 dB below their power
 * @param masks how many stretches of time and of frequency are hidden in each clip (D. Park et al.,
 *     "SpecAugment", 2019)
 */
public record Augmentation(double speed, double noise, int masks) {
  private static final double LEAST_DECIBELS = 10;
  private static final double DECIBELS = 30;

  /** The widest mask: this share of the frames, or of the mel bins. */
  private static final double TIME_SHARE = 0.08;

  private static final double FREQUENCY_SHARE = 0.2;

  public Augmentation {
    SottoException.require(speed >= 0 && speed <= 0.5, "a change of speed from 0 to 0.5", speed);
    SottoException.require(noise >= 0 && noise <= 1, "a share of noisy clips from 0 to 1", noise);
    SottoException.require(masks >= 0 && masks <= 100, "0 to 100 masks", masks);
  }

  public static Augmentation none() {
    return new Augmentation(0, 0, 0);
  }

  /**
   * Changes speed and adds noise; the array given stays as it is.
   *
   * @param most samples that there is room for: nothing is played more slowly than that
   */
  float[] sound(float[] samples, int most, SplittableRandom random) {
    float[] changed = samples;
    if (speed > 0) {
      double factor = 1 + speed * (2 * random.nextDouble() - 1);
      changed = played(samples, Math.max(factor, Math.min(1, (double) samples.length / most)));
    }
    if (noise > 0 && random.nextDouble() < noise) {
      changed = noisy(changed, LEAST_DECIBELS + DECIBELS * random.nextDouble(), random);
    }
    return changed;
  }

  /** By linear interpolation: what it does to the highest frequencies is a change like others. */
  private static float[] played(float[] samples, double factor) {
    float[] played = new float[Math.max(1, (int) (samples.length / factor))];
    for (int i = 0; i < played.length; i++) {
      double at = Math.min(i * factor, samples.length - 1);
      int before = (int) at;
      int after = Math.min(before + 1, samples.length - 1);
      double share = at - before;
      played[i] = (float) (samples[before] * (1 - share) + samples[after] * share);
    }
    return played;
  }

  private static float[] noisy(float[] samples, double decibels, SplittableRandom random) {
    double power = 0;
    for (float sample : samples) {
      power += (double) sample * sample;
    }
    // Uniform noise of amplitude a has the power a^2/3.
    double amplitude = Math.sqrt(3 * power / samples.length * Math.pow(10, -decibels / 10));
    float[] noisy = new float[samples.length];
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = (float) (samples[i] + amplitude * (2 * random.nextDouble() - 1));
    }
    return noisy;
  }

  /**
   * Hides stretches of time and frequency, in place.
   *
   * @param features [M, F]
   * @param sounding frames that hold sound; silence is not worth hiding
   */
  void mask(float[] features, int bins, int frames, int sounding, SplittableRandom random) {
    for (int mask = 0; mask < masks; mask++) {
      int width = (int) (random.nextDouble() * TIME_SHARE * sounding);
      int from = (int) (random.nextDouble() * (sounding - width));
      int height = (int) (random.nextDouble() * FREQUENCY_SHARE * bins);
      int lowest = (int) (random.nextDouble() * (bins - height));
      for (int bin = 0; bin < bins; bin++) {
        boolean hidden = bin >= lowest && bin < lowest + height;
        int start = bin * frames + (hidden ? 0 : from);
        Arrays.fill(features, start, start + (hidden ? frames : width), 0);
      }
    }
  }
}
