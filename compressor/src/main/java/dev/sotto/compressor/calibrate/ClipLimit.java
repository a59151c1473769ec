package dev.sotto.compressor.calibrate;

import dev.sotto.models.whisper.WhisperConfig;

/** How much all clips together may be. */
@FunctionalInterface
public interface ClipLimit {
  /** For those who keep nothing of a clip that grows with their number. */
  ClipLimit NONE = (config, clips, rows) -> {};

  /**
   * Checks it.
   *
   * @param rows positions of the encoder, or of the decoder, of all clips together
   * @throws dev.sotto.models.SottoException if it is too much
   */
  void check(WhisperConfig config, int clips, long rows);
}
