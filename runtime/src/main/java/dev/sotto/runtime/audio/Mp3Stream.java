package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.mp3.Mp3Scanner;
import dev.sotto.runtime.audio.mp3.Mp3Section;
import dev.sotto.runtime.audio.mp3.Mp3SectionDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * MPEG-1, 2 and 2.5 audio: {@link Mp3Scanner} finds the frames, {@link Mp3SectionDecoder} plays
 * them.
 *
 * <p>The information frames of encoders are not played, and the encoder's delay and padding are cut
 * off where such a frame gives them, as other players do; of joined files, each one's own.
 */
final class Mp3Stream implements MonoStream {
  private static final int MAX_BYTES = 1 << 30;

  private final Path file;
  private final byte[] bytes;
  private final int sampleRate;
  private final Iterator<Mp3Section> sections;
  private Mp3SectionDecoder decoder;
  private Mp3Section section;

  /** Samples that the section decoded to so far, before anything is cut off. */
  private long decoded;

  private Mp3Stream(Path file, byte[] bytes, List<Mp3Section> sections) {
    this.file = file;
    this.bytes = bytes;
    this.sampleRate = sections.get(0).header().sampleRate();
    this.sections = sections.iterator();
    nextSection();
  }

  /**
   * Takes the file into memory, which is smaller than its samples, and looks at all of it.
   *
   * @throws SottoException if anything is damaged or missing
   */
  static Mp3Stream open(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES);
    if (bytes.length == MAX_BYTES) {
      throw SottoException.badInput(file, "expected less than 1 GiB of MP3, found more; split it");
    }
    return new Mp3Stream(file, bytes, Mp3Scanner.scan(file, bytes));
  }

  private void nextSection() {
    section = sections.next();
    decoder = new Mp3SectionDecoder(file, bytes, section);
    decoded = 0;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public FloatBuffer next() {
    while (true) {
      FloatBuffer samples = decoder.next();
      if (!samples.hasRemaining()) {
        if (!sections.hasNext()) {
          return samples;
        }
        nextSection();
        continue;
      }
      long start = Math.max(section.firstSample() - decoded, 0);
      long end = Math.min(section.endSample() - decoded, samples.limit());
      decoded += samples.limit();
      if (start < end) {
        return samples.position((int) start).limit((int) end);
      }
    }
  }
}
