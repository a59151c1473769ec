package dev.sotto.eval.signs;

import dev.sotto.runtime.decode.search.CompressionRatio;

/** A text that zlib makes many times smaller, and was not said so. */
final class TooRegular {
  /** OpenAI's threshold: {@code compression_ratio_threshold} of Whisper's transcribe. */
  static final double MOST = 2.4;

  /** Times the ratio of the reference, which has the same script. */
  static final double BEYOND_REFERENCE = 1.5;

  private TooRegular() {}

  /** Whether {@code hypothesis} repeats itself as {@code reference} does not. */
  static boolean in(String reference, String hypothesis) {
    double ratio = CompressionRatio.of(hypothesis);
    return ratio > MOST && ratio > BEYOND_REFERENCE * CompressionRatio.of(reference);
  }
}
