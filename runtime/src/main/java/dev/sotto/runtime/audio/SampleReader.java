package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a recording piece by piece, as {@link AudioReader} reads it whole: for recordings whose
 * samples would fill the memory.
 */
public final class SampleReader implements Closeable {
  private final Path file;
  private final CountedBytes in;
  private final MonoStream stream;
  private final SampleList samples;
  private final Resampler resampler;
  private final long bytes;
  private boolean finished;

  private SampleReader(Path file, CountedBytes in, MonoStream stream, long bytes) {
    this.file = file;
    this.in = in;
    this.stream = stream;
    this.bytes = bytes;
    this.samples = new SampleList(file);
    this.resampler = new Resampler(stream.sampleRate(), AudioReader.SAMPLE_RATE, samples);
  }

  /** Counts the bytes of a file that were read. */
  private static final class CountedBytes extends FilterInputStream {
    private long count;
    private long marked;

    CountedBytes(InputStream in) {
      super(in);
    }

    private int counted(int read) {
      count += Math.max(0, read);
      return read;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      counted(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return counted(super.read(into, from, length));
    }

    @Override
    public long skip(long length) throws IOException {
      long skipped = super.skip(length);
      count += skipped;
      return skipped;
    }

    @Override
    public synchronized void mark(int limit) {
      super.mark(limit);
      marked = count;
    }

    @Override
    public synchronized void reset() throws IOException {
      super.reset();
      count = marked;
    }
  }

  /**
   * Opens a recording.
   *
   * @throws SottoException as {@link AudioReader#read(Path)}, for what can be told by its beginning
   */
  public static SampleReader open(Path file) {
    try {
      CountedBytes in = new CountedBytes(AudioReader.stream(file));
      try {
        return new SampleReader(file, in, AudioReader.open(file, in), Files.size(file));
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw AudioReader.unreadable(file, e);
    }
  }

  /**
   * The next samples at {@link AudioReader#SAMPLE_RATE} Hz, full scale ±1.
   *
   * @return {@code count} of them; fewer at the end of the recording, and none after it
   * @throws SottoException as {@link AudioReader#read(Path)}
   */
  public float[] next(int count) {
    try {
      while (samples.size() < count && !finished) {
        FloatBuffer block = stream.next();
        if (block.hasRemaining()) {
          resampler.accept(block);
        } else {
          resampler.finish();
          finished = true;
        }
      }
    } catch (IOException e) {
      throw AudioReader.unreadable(file, e);
    }
    return samples.take(count);
  }

  /** The share of the file that was read, from 0 to 1; 0 where another program reads it. */
  public double shareRead() {
    return stream instanceof FfmpegStream ? 0 : Math.min(1, (double) in.count / bytes);
  }

  @Override
  public void close() {
    try {
      stream.close();
      in.close();
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be closed: " + e.getMessage(), e);
    }
  }
}
