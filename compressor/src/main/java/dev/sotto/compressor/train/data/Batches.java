package dev.sotto.compressor.train.data;

import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.features.LogMel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes batches of clips: sound, features, padding. */
public final class Batches {
  private final TrainingSet set;
  private final LogMel logMel;
  private final Augmentation augmentation;
  private final ClipLengths clipLengths;
  private final long seed;

  public Batches(
      TrainingSet set, int melBins, ClipLengths clipLengths, Augmentation augmentation, long seed) {
    this.set = set;
    this.logMel = new LogMel(melBins);
    this.augmentation = augmentation;
    this.clipLengths = clipLengths;
    this.seed = seed;
  }

  /**
   * Reads clips.
   *
   * @param clips by index in the set
   * @param number of the batch, which the lengths and the changes to the sound depend on
   */
  public Batch make(List<Integer> clips, long number) {
    List<float[]> sounds = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int clip : clips) {
      float[] samples = AudioReader.read(set.clips().get(clip).audio()).samples();
      float[] changed = augmentation.sound(samples, Draws.of(seed, number, clip));
      sounds.add(changed);
      double draw = Draws.of(seed, number, clip + (1L << 33)).nextDouble();
      lengths.add(clipLengths.of(sounding(changed), number, draw));
    }
    int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    List<float[]> features = new ArrayList<>();
    List<int[]> tokens = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      SplittableRandom random = Draws.of(seed, number, clips.get(i) + (1L << 32));
      features.add(features(sounds.get(i), lengths.get(i), longest, random));
      tokens.add(set.clips().get(clips.get(i)).tokenArray());
    }
    return new Batch(logMel.melBins(), longest, features, lengths, tokens, set.promptLength());
  }

  private static int sounding(float[] samples) {
    return (samples.length + LogMel.HOP_SAMPLES - 1) / LogMel.HOP_SAMPLES;
  }

  /** [M, F] with zeros beyond the clip's own frames. */
  private float[] features(float[] samples, int own, int batch, SplittableRandom random) {
    float[] features = logMel.window(samples, 0, samples.length, own);
    augmentation.mask(features, logMel.melBins(), own, Math.min(own, sounding(samples)), random);
    if (own == batch) {
      return features;
    }
    float[] padded = new float[logMel.melBins() * batch];
    for (int bin = 0; bin < logMel.melBins(); bin++) {
      System.arraycopy(features, bin * own, padded, bin * batch, own);
    }
    return padded;
  }
}
