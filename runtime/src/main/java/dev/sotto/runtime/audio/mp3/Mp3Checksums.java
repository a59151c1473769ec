package dev.sotto.runtime.audio.mp3;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * The checksums that a frame of layer III may have: CRC-16 with the polynomial 0x8005, from ones,
 * over the second half of the header and the side information (ISO 11172-3, section 2.4.3.1).
 *
 * <p>Some encoders write them wrong throughout, and players do not look; so a wrong one is damage
 * only where most are right.
 */
final class Mp3Checksums {
  private static final int POLYNOMIAL = 0x8005;

  private int right;
  private int wrong;
  private int firstWrong;

  /** Checks that of the frame at {@code at}, if it has one. */
  void check(byte[] bytes, int at, MpegHeader header) {
    if (!header.hasChecksum()) {
      return;
    }
    int stored = ByteBuffer.wrap(bytes).getShort(at + MpegHeader.BYTES) & 0xFFFF;
    int crc = update(0xFFFF, bytes, at + 2, at + MpegHeader.BYTES);
    int side = at + header.sideInformationStart();
    if (update(crc, bytes, side, side + header.sideInformationBytes()) == stored) {
      right++;
      return;
    }
    firstWrong = wrong == 0 ? at : firstWrong;
    wrong++;
  }

  private static int update(int start, byte[] bytes, int from, int to) {
    int crc = start;
    for (int i = from; i < to; i++) {
      crc ^= (bytes[i] & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      crc &= 0xFFFF;
    }
    return crc;
  }

  /** Where the first frame begins that is damaged. */
  OptionalInt firstWrong() {
    return wrong > 0 && right > wrong ? OptionalInt.of(firstWrong) : OptionalInt.empty();
  }
}
