package dev.sotto.runtime.decode;

/** Turns the samples of one window into the encoder's input. */
@FunctionalInterface
public interface LogMelExtractor {
  /**
   * The log-mel spectrogram [M, F], row-major, of a window of speech.
   *
   * @param samples mono, 16 kHz, at most 30 s; shorter windows are filled up with silence
   */
  float[] logMel(float[] samples);
}
