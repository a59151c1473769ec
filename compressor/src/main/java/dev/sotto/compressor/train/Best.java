package dev.sotto.compressor.train;

import java.util.Locale;

/**
 * The weights that were kept.
 *
 * @param step after which they were so; 0 for those that training began with
 * @param criterion the figure that was lowest there
 * @param value of that figure
 */
public record Best(int step, Criterion criterion, double value) {

  /** A figure of clips that are not trained on. */
  public enum Criterion {
    /** Of words, or of characters, in texts that the model writes. */
    ERROR_RATE,
    /** The objective: it moves where the few words of a few clips do not. */
    LOSS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
