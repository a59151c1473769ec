package dev.sotto.compressor.train.data;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.features.LogMel;

/**
 * What lies behind each clip: silence that the encoder hears, in seconds, and then, up to the end
 * of the model's window, nothing, or the states that the encoder makes of silence.
 *
 * @param least that there is behind every clip
 * @param most that is drawn, for a model that is to hear as well without the rest of its window
 * @param filled whether states of silence follow
 */
public record Margins(double least, double most, boolean filled) {
  /** Clips end where their sound does. */
  public static final Margins NONE = new Margins(0, 0, false);

  /**
   * As evaluation has it, and nearly as in a whole window: what is trained on clips with nothing
   * behind them fails where silence follows.
   */
  public static final Margins FILLED = new Margins(1, 1, true);

  private static final double MOST = 30;

  public Margins {
    SottoException.require(least >= 0 && least <= MOST, "a margin from 0 to 30 s", least);
    SottoException.require(most >= least && most <= MOST, "a larger margin, up to 30 s", most);
  }

  /** Whether a model learns to do with the silence of short windows alone. */
  public boolean drawn() {
    return most > least;
  }

  /** That of clips that are not trained on: the least. */
  public Margins fixed() {
    return new Margins(least, least, filled);
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
