package dev.sotto.runtime.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.FloatBuffer;

/** The channel average of a recording at the recording's own rate, decoded a block at a time. */
sealed interface MonoStream extends Closeable
    permits WavStream, FlacStream, Mp3Stream, FfmpegStream {
  /** Samples per second, as the file gives it. */
  int sampleRate();

  /**
   * The next samples, full scale ±1, valid until the next call; none remaining at the end.
   *
   * @throws java.io.EOFException if the file ends within a structure that must be whole
   * @throws dev.sotto.models.SottoException if the file is damaged
   */
  FloatBuffer next() throws IOException;

  /**
   * Passes over at most so many samples without decoding them.
   *
   * @return how many were passed over; 0 if the format must be decoded to get on
   */
  default long skip(long samples) throws IOException {
    return 0;
  }

  /** Ends what decodes elsewhere; the file itself is closed by who opened it. */
  @Override
  default void close() throws IOException {}
}
