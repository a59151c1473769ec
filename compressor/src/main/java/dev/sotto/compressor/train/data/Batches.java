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
   * Reads sounds.
   *
   * @param number of the batch, which the lengths and the changes to the sound depend on
   */
  public Batch make(List<Sound> sounds, long number) {
    List<float[]> heard = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (Sound sound : sounds) {
      float[] samples = samples(sound, number);
      heard.add(samples);
      double draw = Draws.of(seed, number, sound.first() + (1L << 33)).nextDouble();
      lengths.add(clipLengths.of(sounding(samples), number, draw));
    }
    int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    List<float[]> features = new ArrayList<>();
    List<int[]> tokens = new ArrayList<>();
    for (int i = 0; i < sounds.size(); i++) {
      SplittableRandom random = Draws.of(seed, number, sounds.get(i).first() + (1L << 32));
      features.add(features(heard.get(i), lengths.get(i), longest, random));
      tokens.add(sounds.get(i).tokens(set));
    }
    boolean filled = clipLengths.margins().filled();
    return new Batch(
        logMel.melBins(), longest, features, lengths, tokens, set.promptLength(), filled);
  }

  /** The clips of a sound with its pauses between them; each may take its share of the window. */
  private float[] samples(Sound sound, long number) {
    int pause = sound.pause() * LogMel.HOP_SAMPLES;
    int pauses = pause * (sound.clips().size() - 1);
    int plain = 0;
    List<float[]> parts = new ArrayList<>();
    for (int clip : sound.clips()) {
      float[] samples = AudioReader.read(set.clips().get(clip).audio()).samples();
      parts.add(samples);
      plain += samples.length;
    }
    double room = (double) (clipLengths.window() * LogMel.HOP_SAMPLES - pauses) / plain;
    int length = pauses;
    for (int i = 0; i < parts.size(); i++) {
      float[] samples = parts.get(i);
      SplittableRandom random = Draws.of(seed, number, sound.clips().get(i));
      parts.set(i, augmentation.sound(samples, (int) (room * samples.length), random));
      length += parts.get(i).length;
    }
    float[] joined = new float[length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length + pause;
    }
    return joined;
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
