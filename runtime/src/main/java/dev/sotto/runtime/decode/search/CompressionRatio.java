package dev.sotto.runtime.decode.search;

import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** How many times smaller zlib makes a text: repeated text much, spoken text hardly. */
public final class CompressionRatio {
  private CompressionRatio() {}

  /**
   * Bytes of the text in UTF-8, spaces at its ends aside, over bytes of that in zlib's format at
   * its default level, as OpenAI's {@code compression_ratio}; 0 for an empty text.
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
