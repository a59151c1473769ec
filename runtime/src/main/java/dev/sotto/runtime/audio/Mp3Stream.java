package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.Obuffer;

/**
 * MPEG-1, 2 and 2.5 audio by JLayer, in float: its own 16-bit output would round and clip.
 *
 * <p>The encoder's information frame is not played, and the encoder's delay and padding are cut off
 * where that frame gives them, as other players do.
 */
final class Mp3Stream implements MonoStream {
  private static final int MAX_BYTES = 1 << 30;

  /** What JLayer's synthesis filter multiplies full scale by. */
  private static final float FULL_SCALE = 32_700f;

  private static final int FREE_FORMAT = 0;
  private static final int FORBIDDEN = 15;

  private final Path file;
  private final Bitstream bitstream;
  private final Decoder decoder = new Decoder();
  private final FrameSamples frame = new FrameSamples();
  private final int sampleRate;
  private final Mp3InfoFrame info;

  /** Decoded samples so far, before anything is cut off. */
  private long decoded;

  private Header pending;

  private Mp3Stream(Path file, byte[] bytes, int length) {
    this.file = file;
    this.bitstream = new Bitstream(new ByteArrayInputStream(bytes, 0, length));
    this.info = Mp3InfoFrame.find(bytes);
    decoder.setOutputBuffer(frame);
    this.pending = readHeader();
    if (pending == null) {
      throw SottoException.badInput(file, "no audio: no whole MP3 frame was found");
    }
    this.sampleRate = pending.frequency();
    if (info.present()) {
      bitstream.closeFrame();
      this.pending = readHeader();
    }
  }

  /**
   * Takes the file into memory, which is smaller than its samples; {@code in} is past any ID3v2.
   */
  static Mp3Stream open(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES);
    if (bytes.length == MAX_BYTES) {
      throw SottoException.badInput(file, "expected less than 1 GiB of MP3, found more; split it");
    }
    return new Mp3Stream(file, bytes, bytes.length - trailingTagBytes(bytes));
  }

  /** JLayer gives up the last frame when an ID3v1 tag follows it. */
  private static int trailingTagBytes(byte[] bytes) {
    int at = bytes.length - 128;
    boolean tagged = at >= 0 && bytes[at] == 'T' && bytes[at + 1] == 'A' && bytes[at + 2] == 'G';
    return tagged ? 128 : 0;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public FloatBuffer next() {
    while (pending != null) {
      FloatBuffer samples = decode();
      bitstream.closeFrame();
      pending = readHeader();
      long start = Math.max(info.firstSample() - decoded, 0);
      long end = Math.min(info.endSample() - decoded, samples.limit());
      decoded += samples.limit();
      if (start < end) {
        return samples.position((int) start).limit((int) end);
      }
    }
    return FloatBuffer.allocate(0);
  }

  private Header readHeader() {
    Header header;
    try {
      header = bitstream.readFrame();
    } catch (JavaLayerException | RuntimeException e) {
      throw damaged(e);
    }
    if (header != null
        && (header.bitrate_index() == FREE_FORMAT || header.bitrate_index() == FORBIDDEN)) {
      throw SottoException.badInput(
          file,
          "expected MP3 frames that give their bit rate, found free format; convert it first");
    }
    return header;
  }

  private FloatBuffer decode() {
    try {
      decoder.decodeFrame(pending, bitstream);
      return frame.average();
    } catch (JavaLayerException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private SottoException damaged(Exception cause) {
    return SottoException.badInput(
        file, "the MP3 data is damaged after sample " + decoded + "; copy the file again", cause);
  }

  /** Collects what the synthesis filters put out for one frame. */
  private static final class FrameSamples extends Obuffer {
    private final float[][] channels = new float[MAXCHANNELS][OBUFFERSIZE];
    private final int[] sizes = new int[MAXCHANNELS];

    FloatBuffer average() {
      int used = sizes[1] == 0 ? 1 : 2;
      float[] mono = new float[sizes[0]];
      for (int i = 0; i < mono.length; i++) {
        float sum = used == 1 ? channels[0][i] : channels[0][i] + channels[1][i];
        mono[i] = sum / (used * FULL_SCALE);
      }
      return FloatBuffer.wrap(mono);
    }

    @Override
    public void append(int channel, short value) {
      channels[channel][sizes[channel]++] = value;
    }

    @Override
    public void appendSamples(int channel, float[] samples) {
      System.arraycopy(samples, 0, channels[channel], sizes[channel], samples.length);
      sizes[channel] += samples.length;
    }

    @Override
    public void clear_buffer() {
      Arrays.fill(sizes, 0);
    }

    @Override
    public void write_buffer(int unused) {}

    @Override
    public void close() {}

    @Override
    public void set_stop_flag() {}
  }
}
