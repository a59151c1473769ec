package dev.sotto.runtime.audio.mp3;

/**
 * What a frame of layer III says of where its sound lies: behind the header, before the bits
 * themselves (ISO 11172-3, section 2.4.1.7; ISO 13818-3, section 2.4.1.7 for the lower rates).
 *
 * @param mainDataBegin bytes before this frame at which its bits begin
 * @param mainDataBits bits that belong to this frame
 * @param possible whether an encoder can have written it
 */
record SideInformation(int mainDataBegin, int mainDataBits, boolean possible) {
  /** Pairs of a granule of 576 lines. */
  private static final int MOST_BIG_VALUES = 288;

  private static final int BLOCK_TYPE_BITS = 2;

  /** Reads the one of the frame that begins at {@code frame}, which must hold all of it. */
  static SideInformation read(byte[] bytes, int frame, MpegHeader header) {
    BitReader in = new BitReader(bytes, frame + header.sideInformationStart());
    int channels = header.isMono() ? 1 : 2;
    int begin = in.read(header.isMpeg1() ? 9 : 8);
    in.skip(header.isMpeg1() ? (channels == 1 ? 5 : 3) + 4 * channels : channels);
    int bits = 0;
    boolean possible = true;
    for (int part = 0; part < (header.isMpeg1() ? 2 : 1) * channels; part++) {
      bits += in.read(12);
      possible &= in.read(9) <= MOST_BIG_VALUES;
      in.skip(8 + (header.isMpeg1() ? 4 : 9));
      boolean switched = in.read(1) == 1;
      int type = in.read(BLOCK_TYPE_BITS);
      // The type of a plain block is not written.
      possible &= !switched || type != 0;
      in.skip(22 - BLOCK_TYPE_BITS + (header.isMpeg1() ? 3 : 2));
    }
    return new SideInformation(begin, bits, possible);
  }

  /** Reads most significant bits first. */
  private static final class BitReader {
    private final byte[] bytes;
    private long position;

    BitReader(byte[] bytes, int start) {
      this.bytes = bytes;
      this.position = 8L * start;
    }

    int read(int count) {
      int value = 0;
      for (int i = 0; i < count; i++, position++) {
        int bit = bytes[(int) (position >> 3)] >> (7 - (position & 7)) & 1;
        value = value << 1 | bit;
      }
      return value;
    }

    void skip(int count) {
      position += count;
    }
  }
}
