package dev.sotto.models.plan;

/** How freely head counts may differ. */
public enum HeadMode {
  /**
   * One count for the encoder and one for the decoder, the same for self- and cross-attention:
   * runners that size their caches from config.json need that.
   */
  UNIFORM,
  /** Any count in any attention, for runners that read the caches' declared shapes. */
  FREE
}
