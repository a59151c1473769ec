package dev.sotto.runtime.audio;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** A mono recording in memory. */
public final class AudioClip {
  private final float[] samples;
  private final int sampleRate;

  /**
   * @param samples one channel, full scale ±1; the clip keeps the array itself
   * @param sampleRate samples per second
   */
  public AudioClip(float[] samples, int sampleRate) {
    this.samples = Objects.requireNonNull(samples);
    this.sampleRate = sampleRate;
    if (sampleRate <= 0) {
      throw new IllegalArgumentException("expected a positive sample rate, received " + sampleRate);
    }
  }

  /** The clip's own array, full scale ±1, not to be changed: a clip may be an hour long. */
  public float[] samples() {
    return samples;
  }

  /** Samples per second. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Length in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  /** The clip at another rate, low-pass filtered below half the lower of the two. */
  public AudioClip resampled(int toRate) {
    SampleList resampled = new SampleList(Path.of("clip"));
    Resampler resampler = new Resampler(sampleRate, toRate, resampled);
    resampler.accept(FloatBuffer.wrap(samples));
    resampler.finish();
    return new AudioClip(resampled.toArray(), toRate);
  }

  @Override
  public String toString() {
    return samples.length + " samples at " + sampleRate + " Hz";
  }
}
