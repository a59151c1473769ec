package dev.sotto.runtime.audio;

import java.io.IOException;
import java.io.InputStream;

/**
 * The ID3v2 tags (title, cover) that may stand before the audio.
 *
 * <p>Header: {@code "ID3"}, two version bytes, flags, and the length of the rest as four bytes of
 * seven bits (<a href="https://id3.org/id3v2.4.0-structure">id3v2.4.0, section 3.1</a>).
 */
final class Id3Tag {
  private static final int HEADER_BYTES = 10;
  private static final int FOOTER_FLAG = 0x10;

  private Id3Tag() {}

  /** Moves {@code in}, which must support marks, past any tags. */
  static void skipAll(InputStream in) throws IOException {
    while (true) {
      in.mark(HEADER_BYTES);
      byte[] header = in.readNBytes(HEADER_BYTES);
      if (header.length < HEADER_BYTES
          || header[0] != 'I'
          || header[1] != 'D'
          || header[2] != '3') {
        in.reset();
        return;
      }
      long length = (header[5] & FOOTER_FLAG) == 0 ? 0 : HEADER_BYTES;
      in.skipNBytes(length + sevenBitInteger(header));
    }
  }

  private static long sevenBitInteger(byte[] header) {
    long value = 0;
    for (int i = 6; i < HEADER_BYTES; i++) {
      value = (value << 7) | (header[i] & 0x7F);
    }
    return value;
  }
}
