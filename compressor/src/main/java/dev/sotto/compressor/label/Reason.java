package dev.sotto.compressor.label;

import java.util.Locale;

/** Why a clip gets no label; of several reasons, the first in this order. */
public enum Reason {
  /** It does not fit the model's window, and training refuses it. */
  TOO_LONG,
  /** The text ran on until the limit. */
  UNENDED,
  /** Nothing was heard. */
  EMPTY,
  /** The model takes it for silence, music or noise. */
  NO_SPEECH,
  /** The model was unsure of its words. */
  IMPROBABLE,
  /** The text repeats itself, as that of a model that lost its way does. */
  REPETITIVE;

  /** The name in results, such as {@code too-long}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
