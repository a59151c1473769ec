package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * The first frame of an MP3 if an encoder put information there instead of sound.
 *
 * <p>Behind the side information of an empty frame stand {@code "Xing"} or {@code "Info"}, flags,
 * and what the flags announce: the number of frames, of bytes, a seek table and a quality. Then
 * comes LAME's part, whose bytes 21 to 23 hold the encoder's delay and padding, 12 bits each (<a
 * href="http://gabriel.mp3-tech.org/mp3infotag.html">Mp3 Info Tag, revision 1</a>).
 *
 * @param present whether there is such a frame
 * @param firstSample the first sample, of those that the other frames decode to, that was recorded
 * @param endSample one past the last that was recorded
 */
record Mp3InfoFrame(boolean present, long firstSample, long endSample) {
  private static final Mp3InfoFrame ABSENT = new Mp3InfoFrame(false, 0, Long.MAX_VALUE);
  private static final Mp3InfoFrame WITHOUT_DELAY = new Mp3InfoFrame(true, 0, Long.MAX_VALUE);

  /** A decoder puts out this many samples before the first that the encoder was given. */
  private static final int DECODER_DELAY = 529;

  private static final int HEADER_BYTES = 4;
  private static final int MPEG_1 = 3;
  private static final int SINGLE_CHANNEL = 3;
  private static final int ALL_FIELDS = 0xF;

  /** Offsets from the identifier, when every field is there. */
  private static final int FRAME_COUNT = 8;

  private static final int LAME = 120;
  private static final int LAME_DELAY = LAME + 21;

  /** Looks at the frame that {@code bytes} begins with. */
  static Mp3InfoFrame find(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      return ABSENT;
    }
    boolean mpeg1 = (bytes[1] >> 3 & 3) == MPEG_1;
    boolean mono = (bytes[3] >> 6 & 3) == SINGLE_CHANNEL;
    int at = HEADER_BYTES + sideInformationBytes(mpeg1, mono);
    if (bytes.length < at + LAME_DELAY + 3) {
      return ABSENT;
    }
    String identifier = new String(bytes, at, 4, ISO_8859_1);
    if (!identifier.equals("Xing") && !identifier.equals("Info")) {
      return ABSENT;
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes).position(at).slice();
    int flags = frame.getInt(4);
    int delays = frame.getInt(LAME_DELAY - 1) & 0xFFFFFF;
    boolean complete = (flags & ALL_FIELDS) == ALL_FIELDS && frame.get(LAME) == 'L';
    if (!complete || delays == 0) {
      return WITHOUT_DELAY;
    }
    int delay = delays >> 12;
    int padding = delays & 0xFFF;
    long decoded = Integer.toUnsignedLong(frame.getInt(FRAME_COUNT)) * (mpeg1 ? 1152 : 576);
    long first = (long) delay + DECODER_DELAY;
    return new Mp3InfoFrame(true, first, first + Math.max(decoded - delay - padding, 0));
  }

  private static int sideInformationBytes(boolean mpeg1, boolean mono) {
    if (mpeg1) {
      return mono ? 17 : 32;
    }
    return mono ? 9 : 17;
  }
}
