package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.models.SottoException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What ffmpeg passes over without a word: an Ogg file that ends within a page, and all but the
 * first of joined MP4 files.
 */
final class ContainerWalk {
  private static final int OGG_HEADER_BYTES = 27;
  private static final int BOX_HEADER_BYTES = 8;
  private static final int LONG_SIZE = 1;
  private static final int TO_THE_END = 0;

  private ContainerWalk() {}

  /**
   * Walks a file from its first byte.
   *
   * @throws SottoException if part of it is missing or would not be read
   */
  static void check(Path file, ForeignFormat format, InputStream in) throws IOException {
    try {
      if (format == ForeignFormat.OGG) {
        ogg(file, in);
      } else if (format == ForeignFormat.MP4) {
        mp4(file, in);
      }
    } catch (EOFException e) {
      throw SottoException.badInput(
          file, "the file ends within a part of it; it is truncated, copy it again", e);
    }
  }

  /**
   * Pages: {@code OggS}, fields, the number of pieces, a byte for the length of each (RFC 3533).
   */
  private static void ogg(Path file, InputStream in) throws IOException {
    byte[] header = in.readNBytes(OGG_HEADER_BYTES);
    while (header.length > 0) {
      if (header.length < OGG_HEADER_BYTES) {
        throw new EOFException();
      }
      if (!new String(header, 0, 4, ISO_8859_1).equals("OggS")) {
        throw SottoException.badInput(
            file, "the Ogg data is damaged: expected a page, found none; copy the file again");
      }
      byte[] lengths = in.readNBytes(header[OGG_HEADER_BYTES - 1] & 0xFF);
      int bytes = 0;
      for (byte length : lengths) {
        bytes += length & 0xFF;
      }
      in.skipNBytes(bytes);
      header = in.readNBytes(OGG_HEADER_BYTES);
    }
  }

  /**
   * Boxes: 32 bits of size, four letters, and 64 bits of size if the first are 1 (ISO 14496-12).
   */
  private static void mp4(Path file, InputStream in) throws IOException {
    int beginnings = 0;
    byte[] header = in.readNBytes(BOX_HEADER_BYTES);
    while (header.length == BOX_HEADER_BYTES) {
      long size = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt());
      long read = BOX_HEADER_BYTES;
      if (new String(header, 4, 4, ISO_8859_1).equals("ftyp") && ++beginnings > 1) {
        throw SottoException.badInput(
            file, "expected one recording, found several joined end to end; give each on its own");
      }
      if (size == LONG_SIZE) {
        byte[] wide = in.readNBytes(Long.BYTES);
        size = wide.length < Long.BYTES ? -1 : ByteBuffer.wrap(wide).getLong();
        read += Long.BYTES;
      }
      if (size == TO_THE_END) {
        return;
      }
      if (size < read) {
        throw SottoException.badInput(
            file, "the MP4 data is damaged: a box of " + size + " bytes; copy the file again");
      }
      in.skipNBytes(size - read);
      header = in.readNBytes(BOX_HEADER_BYTES);
    }
  }
}
