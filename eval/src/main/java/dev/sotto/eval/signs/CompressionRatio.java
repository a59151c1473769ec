package dev.sotto.eval.signs;

import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** How many times smaller zlib makes a text: repeated text much, spoken text hardly. */
public final class CompressionRatio {
  /** OpenAI's threshold: {@code compression_ratio_threshold} of Whisper's transcribe. */
  static final double MOST = 2.4;

  /** Times the ratio of the reference, which has the same script. */
  static final double BEYOND_REFERENCE = 1.5;

  private CompressionRatio() {}

  /** Whether {@code hypothesis} repeats itself as {@code reference} does not. */
  static boolean tooHigh(String reference, String hypothesis) {
    double ratio = of(hypothesis);
    return ratio > MOST && ratio > BEYOND_REFERENCE * of(reference);
  }

  /**
   * Bytes of the text in UTF-8 over bytes of that in zlib's format at its default level, as
   * OpenAI's {@code compression_ratio}; 0 for an empty text.
   */
  public static double of(String text) {
    byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
    return (double) bytes.length / compressedLength(bytes);
  }

  private static int compressedLength(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] output = new byte[1 << 12];
      int length = 0;
      while (!deflater.finished()) {
        length += deflater.deflate(output);
      }
      return length;
    } finally {
      deflater.end();
    }
  }
}
