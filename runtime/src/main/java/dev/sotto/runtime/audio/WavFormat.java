package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * How a WAV file stores its samples: the {@code fmt} chunk.
 *
 * @param channels interleaved channels
 * @param sampleRate samples per second and channel
 * @param encoding of each sample
 */
record WavFormat(int channels, int sampleRate, Encoding encoding) {
  /** Bytes of the chunk that matter: the longest form is WAVE_FORMAT_EXTENSIBLE. */
  static final int MAX_BYTES = 40;

  private static final int MIN_BYTES = 16;
  private static final int MAX_CHANNELS = 64;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;

  /** Offset of the code within an extensible chunk; the rest of its GUID follows. */
  private static final int SUBFORMAT = 24;

  private static final byte[] GUID_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private static final Map<Integer, Encoding> PCM_BY_BITS =
      Map.of(
          8, Encoding.UNSIGNED_8,
          16, Encoding.SIGNED_16,
          24, Encoding.SIGNED_24,
          32, Encoding.SIGNED_32);

  private static final Map<Integer, Encoding> FLOAT_BY_BITS =
      Map.of(32, Encoding.FLOAT_32, 64, Encoding.FLOAT_64);

  private static final Map<Integer, String> OTHER_NAMES =
      Map.of(
          2,
          "Microsoft ADPCM",
          A_LAW,
          "A-law",
          MU_LAW,
          "mu-law",
          0x11,
          "IMA ADPCM",
          0x31,
          "GSM 6.10",
          0x50,
          "MPEG",
          0x55,
          "MP3");

  /** A sample's form; always little-endian. */
  enum Encoding {
    UNSIGNED_8(1),
    SIGNED_16(2),
    SIGNED_24(3),
    SIGNED_32(4),
    FLOAT_32(4),
    FLOAT_64(8),
    A_LAW(1),
    MU_LAW(1);

    private final int bytes;

    Encoding(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    /** The sample at {@code offset}, full scale ±1. */
    double read(ByteBuffer data, int offset) {
      return switch (this) {
        case UNSIGNED_8 -> ((data.get(offset) & 0xFF) - 0x80) * 0x1p-7;
        case SIGNED_16 -> data.getShort(offset) * 0x1p-15;
        case SIGNED_24 ->
            ((data.get(offset + 2) << 16) | (data.getShort(offset) & 0xFFFF)) * 0x1p-23;
        case SIGNED_32 -> data.getInt(offset) * 0x1p-31;
        case FLOAT_32 -> data.getFloat(offset);
        case FLOAT_64 -> data.getDouble(offset);
        case A_LAW -> ALaw.decode(data.get(offset));
        case MU_LAW -> MuLaw.decode(data.get(offset));
      };
    }
  }

  /** Bytes of one sample of every channel. */
  int frameBytes() {
    return channels * encoding.bytes();
  }

  /**
   * Reads the first {@link #MAX_BYTES} bytes of the chunk, or fewer if it is shorter.
   *
   * @throws SottoException if it describes nothing that can be read
   */
  static WavFormat parse(Path file, byte[] chunk) {
    if (chunk.length < MIN_BYTES) {
      throw SottoException.badInput(
          file, "expected a fmt chunk of at least 16 bytes, found " + chunk.length);
    }
    ByteBuffer fmt = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int channels = fmt.getShort(2) & 0xFFFF;
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw SottoException.badInput(
          file, "expected 1 to " + MAX_CHANNELS + " channels, found " + channels);
    }
    int bits = fmt.getShort(14) & 0xFFFF;
    Encoding encoding = encoding(file, code(chunk, fmt), bits);
    WavFormat format = new WavFormat(channels, fmt.getInt(4), encoding);
    int frameBytes = fmt.getShort(12) & 0xFFFF;
    if (frameBytes != format.frameBytes()) {
      throw SottoException.badInput(
          file,
          "expected frames of %d bytes for %d channels of %d bits, found a block size of %d"
              .formatted(format.frameBytes(), channels, bits, frameBytes));
    }
    return format;
  }

  private static int code(byte[] chunk, ByteBuffer fmt) {
    int code = fmt.getShort(0) & 0xFFFF;
    boolean standardGuid =
        chunk.length >= MAX_BYTES
            && Arrays.equals(chunk, SUBFORMAT + 2, MAX_BYTES, GUID_TAIL, 0, GUID_TAIL.length);
    return code == EXTENSIBLE && standardGuid ? fmt.getShort(SUBFORMAT) & 0xFFFF : code;
  }

  private static Encoding encoding(Path file, int code, int bits) {
    if (code == PCM && PCM_BY_BITS.containsKey(bits)) {
      return PCM_BY_BITS.get(bits);
    }
    if (code == FLOAT && FLOAT_BY_BITS.containsKey(bits)) {
      return FLOAT_BY_BITS.get(bits);
    }
    if ((code == A_LAW || code == MU_LAW) && bits == 8) {
      return code == A_LAW ? Encoding.A_LAW : Encoding.MU_LAW;
    }
    throw SottoException.badInput(
        file,
        "expected PCM of 8, 16, 24 or 32 bits, float of 32 or 64, or A-law or mu-law of 8, found "
            + nameOf(code)
            + " of "
            + bits
            + " bits; convert it first, for example to 16-bit PCM");
  }

  private static String nameOf(int code) {
    return switch (code) {
      case PCM -> "PCM";
      case FLOAT -> "float";
      default -> OTHER_NAMES.getOrDefault(code, "format 0x" + Integer.toHexString(code));
    };
  }
}
