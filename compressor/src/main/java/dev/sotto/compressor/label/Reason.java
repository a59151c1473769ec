package dev.sotto.compressor.label;

/** Why a clip gets no label; of several reasons, the first in this order. */
public enum Reason {
  /** It does not fit the model's window, and training refuses it. */
  TOO_LONG("too-long"),
  /** The text ran on until the limit. */
  UNENDED("unended"),
  /** Nothing was heard. */
  EMPTY("empty"),
  /** The model takes it for silence, music or noise. */
  NO_SPEECH("no-speech"),
  /** The model was unsure of its words. */
  IMPROBABLE("improbable"),
  /** The text repeats itself, as that of a model that lost its way does. */
  REPETITIVE("repetitive");

  private final String key;

  Reason(String key) {
    this.key = key;
  }

  /** The name in results. */
  public String key() {
    return key;
  }
}
