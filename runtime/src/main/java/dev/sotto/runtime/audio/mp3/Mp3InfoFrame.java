package dev.sotto.runtime.audio.mp3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A frame in which an encoder put information about a recording instead of sound.
 *
 * <p>Behind empty side information stand {@code "Xing"} or {@code "Info"}, flags, and what the
 * flags announce: the number of frames, of bytes, a seek table and a quality. Then comes LAME's
 * part, whose bytes 21 to 23 hold the encoder's delay and padding, 12 bits each (<a
 * href="http://gabriel.mp3-tech.org/mp3infotag.html">Mp3 Info Tag, revision 1</a>). Fraunhofer's
 * encoder writes {@code "VBRI"} 32 bytes behind the header, with the numbers of bytes and frames 10
 * and 14 bytes further on.
 *
 * @param frames frames of sound that follow; 0 if it does not say
 * @param bytes bytes of the recording, with this frame; 0 if it does not say
 * @param firstSample the first sample, of those that the frames decode to, that was recorded
 * @param endSample one past the last that was recorded
 */
record Mp3InfoFrame(long frames, long bytes, long firstSample, long endSample) {
  /** A decoder puts out this many samples before the first that the encoder was given. */
  private static final int DECODER_DELAY = 529;

  private static final int CHECKSUM_BYTES = 2;
  private static final int FRAME_COUNT_FLAG = 1;
  private static final int BYTE_COUNT_FLAG = 2;
  private static final int ALL_FIELDS = 0xF;

  /** Offsets from the identifier, when every field is there. */
  private static final int FLAGS = 4;

  private static final int FIRST_FIELD = 8;
  private static final int LAME = 120;
  private static final int LAME_DELAY = LAME + 21;

  private static final int VBRI = MpegHeader.BYTES + 32;
  private static final int VBRI_BYTE_COUNT = 10;
  private static final int VBRI_FRAME_COUNT = 14;
  private static final int VBRI_BYTES = 18;

  /** Looks at the whole frame at {@code at}; empty if it holds sound. */
  static Optional<Mp3InfoFrame> find(byte[] bytes, int at, MpegHeader header) {
    if (header.layer() != 3) {
      return Optional.empty();
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes, at, header.frameBytes()).slice();
    int start = MpegHeader.BYTES + header.sideInformationBytes();
    if (header.hasChecksum() && isXing(frame, start + CHECKSUM_BYTES)) {
      start += CHECKSUM_BYTES;
    }
    if (isXing(frame, start) && isEmpty(frame, header.sideInformationStart(), start)) {
      return Optional.of(xing(frame.position(start).slice(), header));
    }
    if (frame.limit() >= VBRI + VBRI_BYTES && identifier(frame, VBRI).equals("VBRI")) {
      ByteBuffer vbri = frame.position(VBRI).slice();
      return Optional.of(
          new Mp3InfoFrame(
              unsigned(vbri, VBRI_FRAME_COUNT),
              unsigned(vbri, VBRI_BYTE_COUNT),
              0,
              Long.MAX_VALUE));
    }
    return Optional.empty();
  }

  private static boolean isXing(ByteBuffer frame, int at) {
    String identifier = frame.limit() < at + FIRST_FIELD ? "" : identifier(frame, at);
    return identifier.equals("Xing") || identifier.equals("Info");
  }

  /** Sound may hold any four letters, but not where it says that it has no bits. */
  private static boolean isEmpty(ByteBuffer frame, int from, int to) {
    for (int i = from; i < to; i++) {
      if (frame.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Mp3InfoFrame xing(ByteBuffer frame, MpegHeader header) {
    int flags = frame.getInt(FLAGS);
    int at = FIRST_FIELD;
    long frames = 0;
    if ((flags & FRAME_COUNT_FLAG) != 0) {
      frames = unsigned(frame, at);
      at += Integer.BYTES;
    }
    long bytes = (flags & BYTE_COUNT_FLAG) != 0 ? unsigned(frame, at) : 0;
    boolean lame =
        frame.limit() >= LAME_DELAY + 3
            && (flags & ALL_FIELDS) == ALL_FIELDS
            && frame.get(LAME) == 'L';
    int delays = lame ? frame.getInt(LAME_DELAY - 1) & 0xFFFFFF : 0;
    if (delays == 0) {
      return new Mp3InfoFrame(frames, bytes, 0, Long.MAX_VALUE);
    }
    int delay = delays >> 12;
    int padding = delays & 0xFFF;
    long first = (long) delay + DECODER_DELAY;
    // An encoder that writes to a pipe cannot come back and write the number of frames.
    long end =
        frames == 0
            ? Long.MAX_VALUE
            : first + Math.max(frames * header.samples() - delay - padding, 0);
    return new Mp3InfoFrame(frames, bytes, first, end);
  }

  /** Whatever a field that lies behind the frame would hold is not known. */
  private static long unsigned(ByteBuffer frame, int at) {
    return frame.limit() < at + Integer.BYTES ? 0 : Integer.toUnsignedLong(frame.getInt(at));
  }

  private static String identifier(ByteBuffer frame, int at) {
    byte[] letters = new byte[4];
    frame.get(at, letters);
    return new String(letters, ISO_8859_1);
  }
}
