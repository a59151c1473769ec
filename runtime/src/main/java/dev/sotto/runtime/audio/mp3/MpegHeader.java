package dev.sotto.runtime.audio.mp3;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The four bytes that begin every frame of MPEG audio (ISO 11172-3 and 13818-3, section 2.4.1.3;
 * version 2.5 is Fraunhofer's extension to lower rates).
 *
 * @param bits the four bytes, big-endian
 */
public record MpegHeader(int bits) {
  public static final int BYTES = 4;

  private static final int MPEG_1 = 3;
  private static final int MPEG_2_5 = 0;
  private static final int RESERVED_VERSION = 1;
  private static final int SINGLE_CHANNEL = 3;
  private static final int CHECKSUM_BYTES = 2;
  private static final int[] RATES_OF_MPEG_1 = {44_100, 48_000, 32_000};

  /** In kbit/s by layer, then by index. */
  private static final int[][] BIT_RATES_OF_MPEG_1 = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
  };

  private static final int[] BIT_RATES_OF_LAYER_1 = {
    0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256
  };

  private static final int[] OTHER_BIT_RATES = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };

  /** The header at {@code at}; empty if the bytes before {@code end} are none that a frame has. */
  public static Optional<MpegHeader> at(byte[] bytes, int at, int end) {
    if (end - at < BYTES) {
      return Optional.empty();
    }
    MpegHeader header = new MpegHeader(ByteBuffer.wrap(bytes).getInt(at));
    return header.isPossible() ? Optional.of(header) : Optional.empty();
  }

  private boolean isPossible() {
    return field(21, 0x7FF) == 0x7FF
        && version() != RESERVED_VERSION
        && layer() <= 3
        && field(12, 0xF) != 0xF
        && field(10, 3) != 3;
  }

  private int field(int shift, int mask) {
    return bits >> shift & mask;
  }

  private int version() {
    return field(19, 3);
  }

  /** 1, 2 or 3. */
  int layer() {
    return 4 - field(17, 3);
  }

  boolean isMpeg1() {
    return version() == MPEG_1;
  }

  boolean hasChecksum() {
    return field(16, 1) == 0;
  }

  boolean isMono() {
    return field(6, 3) == SINGLE_CHANNEL;
  }

  /** Whether the frame does not give its bit rate, and so not its size. */
  boolean isFreeFormat() {
    return field(12, 0xF) == 0;
  }

  public int sampleRate() {
    int shift = isMpeg1() ? 0 : version() == MPEG_2_5 ? 2 : 1;
    return RATES_OF_MPEG_1[field(10, 3)] >> shift;
  }

  /** Samples per channel of one frame. */
  int samples() {
    return switch (layer()) {
      case 1 -> 384;
      case 2 -> 1152;
      default -> isMpeg1() ? 1152 : 576;
    };
  }

  /** Bytes of the frame with its header; only the header's if it {@link #isFreeFormat()}. */
  int frameBytes() {
    int bitsPerSecond = 1000 * bitRates()[field(12, 0xF)];
    int slotBytes = layer() == 1 ? 4 : 1;
    int slots = samples() / 8 / slotBytes * bitsPerSecond / sampleRate() + field(9, 1);
    return Math.max(BYTES, slots * slotBytes);
  }

  private int[] bitRates() {
    if (isMpeg1()) {
      return BIT_RATES_OF_MPEG_1[layer() - 1];
    }
    return layer() == 1 ? BIT_RATES_OF_LAYER_1 : OTHER_BIT_RATES;
  }

  /** Where the side information of layer III begins, counted from the header. */
  int sideInformationStart() {
    return BYTES + (hasChecksum() ? CHECKSUM_BYTES : 0);
  }

  /** Bytes of the side information of layer III. */
  int sideInformationBytes() {
    if (isMpeg1()) {
      return isMono() ? 17 : 32;
    }
    return isMono() ? 9 : 17;
  }

  /** Whether one decoder can go on from a frame of this header to one of another. */
  boolean continues(MpegHeader other) {
    return version() == other.version() && layer() == other.layer() && isMono() == other.isMono();
  }

  /** As people call it: {@code MPEG-2 layer III}. */
  String name() {
    String version = isMpeg1() ? "1" : version() == MPEG_2_5 ? "2.5" : "2";
    return "MPEG-" + version + " layer " + "I".repeat(layer());
  }
}
