package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Set;

/**
 * What may follow the sound of a WAV file: chunks, tags, and zeros.
 *
 * <p>Anything else is sound that would be lost: of a file that was joined to this one, or of a
 * recording that was still going on when its length was written.
 */
final class WavTrailer {
  private static final int HEADER_BYTES = 8;
  private static final int ID_CHARACTERS = 4;
  private static final Set<String> MORE_SOUND = Set.of("RIFF", "RIFX", "RF64", "BW64", "data");

  private WavTrailer() {}

  /**
   * Reads to the end of the file.
   *
   * @param in behind the data chunk; supports marks
   * @param padded whether a byte of padding is due, which some writers forget
   */
  static void check(Path file, InputStream in, boolean padded) throws IOException {
    if (padded) {
      skipZero(in);
    }
    byte[] header = in.readNBytes(HEADER_BYTES);
    // Fewer bytes than a chunk has are no sound to speak of.
    while (header.length == HEADER_BYTES) {
      String id = new String(header, 0, ID_CHARACTERS, ISO_8859_1);
      if (id.startsWith("TAG") || id.startsWith("ID3") || id.equals("APET")) {
        return;
      }
      if (isZero(header)) {
        header = in.readNBytes(HEADER_BYTES);
        continue;
      }
      if (MORE_SOUND.contains(id) || !id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw SottoException.badInput(
            file,
            "more sound follows the data chunk than that announces: files were joined, or the"
                + " recording was cut short; export it again");
      }
      int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(ID_CHARACTERS);
      skip(in, Integer.toUnsignedLong(length));
      if ((length & 1) != 0) {
        skipZero(in);
      }
      header = in.readNBytes(HEADER_BYTES);
    }
  }

  private static void skipZero(InputStream in) throws IOException {
    in.mark(1);
    if (in.read() > 0) {
      in.reset();
    }
  }

  /** A last chunk that is cut short holds no sound. */
  private static void skip(InputStream in, long length) throws IOException {
    long left = length;
    long skipped = in.skip(left);
    while (skipped > 0 && left > 0) {
      left -= skipped;
      skipped = in.skip(left);
    }
  }

  private static boolean isZero(byte[] header) {
    return ByteBuffer.wrap(header).getLong() == 0;
  }
}
