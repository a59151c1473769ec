package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/**
 * The {@code data} chunk of a WAV file.
 *
 * <p>A program that writes to a pipe cannot know the length: it writes 0, 0xFFFFFFFF (ffmpeg) or
 * 0x7FFFF000 (sox). Such a chunk is read to the end of the file; any other length must be there.
 * The chunk may be longer than 4 GiB where the file is RF64 or BW64.
 */
final class WavStream implements MonoStream {
  private static final long UNKNOWN_LENGTH = 0x7FFF_0000L;
  private static final long UNKNOWN = Long.MAX_VALUE;
  private static final int RIFF_HEADER_BYTES = 8;
  private static final int BLOCK_BYTES = 1 << 16;

  private static final int DATA = fourCharacters("data");

  /**
   * 18 dB above full scale: mixes in float overshoot by less, and speech in the numbers of integers
   * that were never scaled, be it those of 8 bits, goes beyond.
   */
  private static final double MAX_MAGNITUDE = 8;

  private final Path file;
  private final InputStream in;
  private final WavFormat format;
  private final long announced;
  private final ByteBuffer bytes;
  private final FloatBuffer mono;
  private long consumed;
  private boolean ended;

  private WavStream(Path file, InputStream in, WavFormat format, long announced) {
    this.file = file;
    this.in = in;
    this.format = format;
    this.announced = announced;
    int frames = BLOCK_BYTES / format.frameBytes();
    this.bytes = ByteBuffer.allocate(frames * format.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
    this.mono = FloatBuffer.allocate(frames);
  }

  /** Reads up to the first sample; {@code in} stands at {@code RIFF} and supports marks. */
  static WavStream open(Path file, InputStream in) throws IOException {
    ByteBuffer riff = littleEndian(in, 12);
    long riffEnd = unsigned(riff.getInt(4)) + RIFF_HEADER_BYTES;
    long position = riff.capacity();
    WavFormat format = null;
    Rf64Sizes sizes = Rf64Sizes.NONE;
    while (true) {
      ByteBuffer header = littleEndian(in, RIFF_HEADER_BYTES);
      int id = Integer.reverseBytes(header.getInt(0));
      long length = sizes.length(id, unsigned(header.getInt(4)));
      position += RIFF_HEADER_BYTES;
      if (id == DATA) {
        boolean moreInRiff = position < riffEnd && riffEnd < UNKNOWN_LENGTH;
        boolean lengthKnown =
            sizes.bytes().isEmpty()
                ? length < UNKNOWN_LENGTH && (length > 0 || moreInRiff)
                : length > 0 && length != Rf64Sizes.ELSEWHERE;
        return open(file, in, format, lengthKnown ? length : UNKNOWN);
      }
      long read = 0;
      if (id == fourCharacters("fmt ")) {
        read = Math.min(length, WavFormat.MAX_BYTES);
        format = WavFormat.parse(file, littleEndian(in, (int) read).array());
      }
      if (id == fourCharacters("ds64")) {
        read = Math.min(length, Rf64Sizes.MAX_BYTES);
        sizes = Rf64Sizes.parse(littleEndian(in, (int) read).array(), DATA);
      }
      long padded = length + (length & 1);
      if (padded < read) {
        throw SottoException.badInput(file, "a chunk of %d bytes is impossible".formatted(length));
      }
      in.skipNBytes(padded - read);
      position += padded;
    }
  }

  private static WavStream open(Path file, InputStream in, WavFormat format, long length) {
    if (format == null) {
      throw SottoException.badInput(file, "expected a fmt chunk before the data chunk, found none");
    }
    return new WavStream(file, in, format, length);
  }

  @Override
  public int sampleRate() {
    return format.sampleRate();
  }

  @Override
  public FloatBuffer next() throws IOException {
    int wanted = (int) Math.min(bytes.capacity(), announced - consumed);
    int read = in.readNBytes(bytes.array(), 0, wanted);
    consumed += read;
    if (read < wanted && announced != UNKNOWN) {
      throw SottoException.badInput(
          file,
          ("the data chunk announces %s bytes but the file ends after %s; it is truncated,"
                  + " copy it again")
              .formatted(announced, consumed));
    }
    if (consumed == announced && !ended) {
      ended = true;
      WavTrailer.check(file, in, (announced & 1) != 0);
    }
    mono.clear();
    for (int frame = 0; frame < read / format.frameBytes(); frame++) {
      mono.put(average(frame));
    }
    return mono.flip();
  }

  @Override
  public long skip(long samples) throws IOException {
    int frameBytes = format.frameBytes();
    long wanted = Math.min(samples, (announced - consumed) / frameBytes) * frameBytes;
    long passed = 0;
    for (long step = -1; step != 0 && passed < wanted; passed += step) {
      step = in.skip(wanted - passed);
    }
    // The end of the file lies within a sample: next() tells what is missing.
    passed -= passed % frameBytes;
    consumed += passed;
    return passed / frameBytes;
  }

  private float average(int frame) {
    int channels = format.channels();
    int offset = frame * format.frameBytes();
    double sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      double value = format.encoding().read(bytes, offset + channel * format.encoding().bytes());
      if (!(Math.abs(value) <= MAX_MAGNITUDE)) {
        throw SottoException.badInput(
            file,
            ("expected samples of magnitude 1 or so, found %s; divide them by full scale"
                    + " (32768 for the numbers of 16 bits) and export them again")
                .formatted(value));
      }
      sum += value;
    }
    return (float) (sum / channels);
  }

  private static ByteBuffer littleEndian(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int fourCharacters(String id) {
    return id.charAt(0) << 24 | id.charAt(1) << 16 | id.charAt(2) << 8 | id.charAt(3);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
