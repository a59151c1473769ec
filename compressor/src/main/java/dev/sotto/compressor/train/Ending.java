package dev.sotto.compressor.train;

import java.util.Locale;

/** How a run of training ended. */
public enum Ending {
  /** All steps were made. */
  LAST_STEP,
  /** Clips that are not trained on were heard no better for so long. */
  PATIENCE,
  /** Somebody asked for it. */
  INTERRUPTED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
