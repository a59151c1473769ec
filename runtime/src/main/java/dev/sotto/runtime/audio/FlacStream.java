package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.jflac.ChannelData;
import org.jflac.FLACDecoder;
import org.jflac.FrameListener;
import org.jflac.frame.Frame;
import org.jflac.metadata.Metadata;
import org.jflac.metadata.StreamInfo;

/**
 * FLAC by jFLAC.
 *
 * <p>The decoder is shown the stream description and the frames only: its parsers of comments,
 * pictures and cue sheets allocate whatever length a file claims. It replaces a frame whose
 * checksum is wrong by silence and reports that to a listener alone, so any such report ends the
 * reading. It also prints a line to standard output for each escape-coded partition, which encoders
 * hardly write: a program whose standard output is data must redirect it.
 */
final class FlacStream implements MonoStream {
  private static final int MARKER_BYTES = 4;
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int STREAM_INFO_BYTES = 34;
  private static final int LAST_BLOCK = 0x80;
  private static final int BLOCK_TYPE = 0x7F;
  private static final int MAX_BITS = 24;

  /** Where rate, channels, bits and samples stand, in one number of 64 bits. */
  private static final int NUMBERS = MARKER_BYTES + BLOCK_HEADER_BYTES + 10;

  private static final long TOTAL_SAMPLES = 0xF_FFFF_FFFFL;

  private final Path file;
  private final FLACDecoder decoder;
  private final StreamInfo info;
  private final DamageListener damage = new DamageListener();
  private final long total;
  private long decoded;
  private long frames;
  private long firstNumber;
  private boolean ended;

  private FlacStream(Path file, FLACDecoder decoder, StreamInfo info, long total) {
    this.file = file;
    this.decoder = decoder;
    this.info = info;
    this.total = total;
    decoder.addFrameListener(damage);
  }

  /** Reads up to the first frame; {@code in} stands at {@code fLaC}. */
  static FlacStream open(Path file, InputStream in) throws IOException {
    byte[] start = readFully(in, MARKER_BYTES + BLOCK_HEADER_BYTES + STREAM_INFO_BYTES);
    boolean isStreamInfo = (start[MARKER_BYTES] & BLOCK_TYPE) == 0;
    if (!isStreamInfo || blockLength(start, MARKER_BYTES) != STREAM_INFO_BYTES) {
      throw SottoException.badInput(
          file, "expected a FLAC stream description of 34 bytes first; the file is damaged");
    }
    boolean last = (start[MARKER_BYTES] & LAST_BLOCK) != 0;
    while (!last) {
      byte[] header = readFully(in, BLOCK_HEADER_BYTES);
      last = (header[0] & LAST_BLOCK) != 0;
      in.skipNBytes(blockLength(header, 0));
    }
    start[MARKER_BYTES] |= (byte) LAST_BLOCK;
    long total = takeTotalSamples(start);
    FLACDecoder decoder =
        new FLACDecoder(new SequenceInputStream(new ByteArrayInputStream(start), in));
    StreamInfo info = decoder.readStreamInfo();
    if (info.getBitsPerSample() > MAX_BITS) {
      throw SottoException.badInput(
          file,
          "expected at most 24 bits a sample, found "
              + info.getBitsPerSample()
              + "; convert it first, for example to 16 bits");
    }
    return new FlacStream(file, decoder, info, total);
  }

  /**
   * Takes the number of samples, 36 bits, out of the description; 0 if it is not known. Behind as
   * many samples jFLAC searches for nothing more, and never ends if something else is there.
   */
  private static long takeTotalSamples(byte[] start) {
    ByteBuffer fields = ByteBuffer.wrap(start);
    long numbers = fields.getLong(NUMBERS);
    fields.putLong(NUMBERS, numbers & ~TOTAL_SAMPLES);
    return numbers & TOTAL_SAMPLES;
  }

  private static byte[] readFully(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static int blockLength(byte[] bytes, int at) {
    return (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
  }

  @Override
  public int sampleRate() {
    return info.getSampleRate();
  }

  @Override
  public FloatBuffer next() {
    if (ended) {
      return FloatBuffer.allocate(0);
    }
    Frame frame = readFrame();
    if (frame == null) {
      ended = true;
      if (decoded < total) {
        throw SottoException.badInput(
            file, "expected " + total + " samples, found " + decoded + "; the file is truncated");
      }
      return FloatBuffer.allocate(0);
    }
    if (total > 0 && decoded >= total) {
      throw SottoException.badInput(
          file,
          ("expected %s samples, found more: files were joined end to end, or the file is"
                  + " damaged; convert it again")
              .formatted(total));
    }
    if (damage.first != null
        || frame.header.channels != info.getChannels()
        || (total == 0 && !follows(frame))) {
      throw damaged(null);
    }
    frames++;
    decoded += frame.header.blockSize;
    return average(frame.header.blockSize);
  }

  /** Frames are numbered, by samples or by frames; a file that was cut begins with any number. */
  private boolean follows(Frame frame) {
    firstNumber = frames == 0 ? frame.header.sampleNumber : firstNumber;
    long number = frame.header.sampleNumber - firstNumber;
    return number == decoded || number == frames;
  }

  private Frame readFrame() {
    try {
      return decoder.readNextFrame();
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private SottoException damaged(Exception cause) {
    return SottoException.badInput(
        file, "a FLAC frame is damaged after sample " + decoded + "; copy the file again", cause);
  }

  private FloatBuffer average(int samples) {
    int channels = info.getChannels();
    ChannelData[] data = decoder.getChannelData();
    double scale = channels * (double) (1L << (info.getBitsPerSample() - 1));
    float[] mono = new float[samples];
    for (int i = 0; i < samples; i++) {
      long sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += data[channel].getOutput()[i];
      }
      mono[i] = (float) (sum / scale);
    }
    return FloatBuffer.wrap(mono);
  }

  /**
   * Keeps the first complaint of the decoder. Behind some damage it complains for ever and never
   * returns, so that only an exception from here ends it.
   */
  private static final class DamageListener implements FrameListener {
    private static final int MOST_COMPLAINTS = 100;

    private String first;
    private int complaints;

    @Override
    public void processMetadata(Metadata metadata) {}

    @Override
    public void processFrame(Frame frame) {}

    @Override
    public void processError(String message) {
      first = first == null ? message : first;
      if (++complaints > MOST_COMPLAINTS) {
        throw new IllegalStateException(first);
      }
    }
  }
}
