package dev.sotto.runtime.audio.mp3;

import dev.sotto.models.SottoException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.Obuffer;

/**
 * Decodes the frames of one section by JLayer, in float: its own 16-bit output would round and
 * clip.
 *
 * <p>JLayer searches for frames and leaves out those that it cannot decode, so it is shown frames
 * only, and each must give its samples.
 */
public final class Mp3SectionDecoder {
  /** What JLayer's synthesis filter multiplies full scale by. */
  private static final float FULL_SCALE = 32_700f;

  private final Path file;
  private final Iterator<Mp3Section.Frame> frames;
  private final Bitstream bitstream;
  private final Decoder decoder = new Decoder();
  private final FrameSamples output = new FrameSamples();

  public Mp3SectionDecoder(Path file, byte[] bytes, Mp3Section section) {
    this.file = file;
    this.frames = section.frames().iterator();
    this.bitstream = new Bitstream(new FramesInput(bytes, section.frames()));
    decoder.setOutputBuffer(output);
  }

  /**
   * The channel average of the next frame; none remaining at the end.
   *
   * @throws SottoException if the frame cannot be decoded
   */
  public FloatBuffer next() {
    if (!frames.hasNext()) {
      return FloatBuffer.allocate(0);
    }
    Mp3Section.Frame frame = frames.next();
    FloatBuffer samples = decode(frame);
    if (!frame.audible()) {
      return FloatBuffer.allocate(frame.samples());
    }
    if (samples.limit() != frame.samples()) {
      throw damaged(frame, null);
    }
    return samples;
  }

  private FloatBuffer decode(Mp3Section.Frame frame) {
    try {
      Header header = bitstream.readFrame();
      output.clear_buffer();
      if (header != null) {
        decoder.decodeFrame(header, bitstream);
        bitstream.closeFrame();
      }
      return output.average();
    } catch (JavaLayerException | RuntimeException e) {
      throw damaged(frame, e);
    }
  }

  private SottoException damaged(Mp3Section.Frame frame, Exception cause) {
    return SottoException.badInput(
        file,
        "the MP3 data is damaged: the frame at byte "
            + frame.start()
            + " cannot be decoded; copy the file again",
        cause);
  }

  /** The bytes of the frames one behind the other; what the last one lacks are zeros. */
  private static final class FramesInput extends InputStream {
    private final byte[] bytes;
    private final Iterator<Mp3Section.Frame> frames;
    private Mp3Section.Frame frame;
    private int position;

    FramesInput(byte[] bytes, List<Mp3Section.Frame> frames) {
      this.bytes = bytes;
      this.frames = frames.iterator();
      this.frame = this.frames.next();
    }

    private boolean atEnd() {
      while (position == frame.bytes() && frames.hasNext()) {
        frame = frames.next();
        position = 0;
      }
      return position == frame.bytes();
    }

    @Override
    public int read() {
      if (atEnd()) {
        return -1;
      }
      int value = position < frame.stored() ? bytes[frame.start() + position] & 0xFF : 0;
      position++;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (atEnd()) {
        return -1;
      }
      boolean stored = position < frame.stored();
      int count = Math.min(length, (stored ? frame.stored() : frame.bytes()) - position);
      if (stored) {
        System.arraycopy(bytes, frame.start() + position, target, offset, count);
      } else {
        Arrays.fill(target, offset, offset + count, (byte) 0);
      }
      position += count;
      return count;
    }
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
