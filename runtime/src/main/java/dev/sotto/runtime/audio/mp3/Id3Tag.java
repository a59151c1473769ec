package dev.sotto.runtime.audio.mp3;

import java.io.IOException;
import java.io.InputStream;

/**
 * The ID3v2 tags (title, cover) that may stand before the audio.
 *
 * <p>Header: {@code "ID3"}, two version bytes, flags, and the length of the rest as four bytes of
 * seven bits (<a href="https://id3.org/id3v2.4.0-structure">id3v2.4.0, section 3.1</a>).
 */
public final class Id3Tag {
  private static final int HEADER_BYTES = 10;
  private static final int FLAGS = 5;
  private static final int FOOTER_FLAG = 0x10;

  private Id3Tag() {}

  /** Moves {@code in}, which must support marks, past any tags. */
  public static void skipAll(InputStream in) throws IOException {
    while (true) {
      in.mark(HEADER_BYTES);
      byte[] header = in.readNBytes(HEADER_BYTES);
      if (!isAt(header, 0, header.length)) {
        in.reset();
        return;
      }
      in.skipNBytes(bytes(header, 0) - HEADER_BYTES);
    }
  }

  /** Whether a whole header is at {@code at}, before {@code end}. */
  static boolean isAt(byte[] bytes, int at, int end) {
    return end - at >= HEADER_BYTES
        && bytes[at] == 'I'
        && bytes[at + 1] == 'D'
        && bytes[at + 2] == '3';
  }

  /**
   * Bytes that the tag with its header at {@code at} announces for itself, header and footer in.
   */
  static long bytes(byte[] bytes, int at) {
    long value = 0;
    for (int i = FLAGS + 1; i < HEADER_BYTES; i++) {
      value = (value << 7) | (bytes[at + i] & 0x7F);
    }
    boolean footer = (bytes[at + FLAGS] & FOOTER_FLAG) != 0;
    return HEADER_BYTES + value + (footer ? HEADER_BYTES : 0);
  }
}
