package dev.sotto.compressor.train.data;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.features.LogMel;

/**
 * How much silence is drawn behind each clip, in seconds, of a model that is to hear as well
 * without the rest of its window.
 *
 * @param least that there is behind every clip
 * @param most that is drawn
 */
public record Margins(double least, double most) {
  /** Clips end where their sound does. */
  public static final Margins NONE = new Margins(0, 0);

  private static final double MOST = 30;

  public Margins {
    SottoException.require(least >= 0 && least <= MOST, "a margin from 0 to 30 s", least);
    SottoException.require(most >= least && most <= MOST, "a larger margin, up to 30 s", most);
  }

  /** Whether clips get none. */
  public boolean absent() {
    return most == 0;
  }

  /**
   * Mel frames behind a clip.
   *
   * @param draw from 0 to 1
   */
  int frames(double draw) {
    return (int)
        Math.round((least + draw * (most - least)) * LogMel.SAMPLE_RATE / LogMel.HOP_SAMPLES);
  }
}
