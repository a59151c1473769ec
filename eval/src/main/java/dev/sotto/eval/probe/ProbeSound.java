package dev.sotto.eval.probe;

import dev.sotto.eval.wer.Lcg;
import dev.sotto.runtime.audio.AudioReader;
import java.util.List;

/** A sound without speech, made from a seed, at {@value AudioReader#SAMPLE_RATE} Hz. */
final class ProbeSound {
  private static final double SHORT_SECONDS = 5;
  private static final double WINDOW_SECONDS = 30;

  /** How much of its value brown noise keeps from sample to sample: it falls off above 5 Hz. */
  private static final double LEAK = 0.998;

  private final String name;
  private final float[] samples;

  private ProbeSound(String name, float[] samples) {
    this.name = name;
    this.samples = samples;
  }

  /** All of them; the same seed gives the same samples on every machine. */
  static List<ProbeSound> all(long seed) {
    return List.of(
        silence(SHORT_SECONDS),
        silence(WINDOW_SECONDS),
        noise("white noise", 0, -60, seed),
        noise("white noise", 0, -40, seed + 1),
        noise("white noise", 0, -20, seed + 2),
        noise("brown noise", LEAK, -40, seed + 3),
        noise("brown noise", LEAK, -20, seed + 4));
  }

  private static ProbeSound silence(double seconds) {
    return new ProbeSound("silence", new float[samples(seconds)]);
  }

  /**
   * @param kept share of the value before that a sample keeps: 0 for white noise
   * @param decibels root of the mean square, below that of full scale
   */
  private static ProbeSound noise(String name, double kept, int decibels, long seed) {
    Lcg random = new Lcg(seed);
    double[] noise = new double[samples(WINDOW_SECONDS)];
    double value = 0;
    double squares = 0;
    for (int i = 0; i < noise.length; i++) {
      value = kept * value + 2 * random.nextDouble() - 1;
      noise[i] = value;
      squares += value * value;
    }
    double gain = StrictMath.pow(10, decibels / 20.0) / Math.sqrt(squares / noise.length);
    float[] samples = new float[noise.length];
    for (int i = 0; i < noise.length; i++) {
      samples[i] = (float) (gain * noise[i]);
    }
    return new ProbeSound(name + ", " + decibels + " dBFS", samples);
  }

  private static int samples(double seconds) {
    return (int) (seconds * AudioReader.SAMPLE_RATE);
  }

  String name() {
    return name;
  }

  /** Its own array, not to be changed. */
  float[] samples() {
    return samples;
  }

  double seconds() {
    return (double) samples.length / AudioReader.SAMPLE_RATE;
  }
}
