package dev.sotto.runtime.audio;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads one part of a recording after the other. The recording stays open and what was decoded of
 * the last part is kept, so that parts in the order of their starts take one pass over it, whether
 * they overlap or not; memory holds no more than the part. One that begins earlier begins the
 * recording anew.
 *
 * <p>A part is cut at the recording's own rate, from sample {@code round(start * rate)} on, {@code
 * round(seconds * rate)} samples of it, and only then brought to 16 kHz: the samples are those of a
 * clip that was cut out before.
 */
public final class PartReader implements AutoCloseable {
  /** Durations in manifests are rounded, often to hundredths. */
  private static final double ROUNDING_SECONDS = 0.05;

  /** Of one part, at the recording's rate: 3 hours at 96 kHz. */
  private static final int MOST_SAMPLES = 1 << 30;

  private Optional<OpenRecording> open = Optional.empty();

  /**
   * Reads a part, or a whole recording.
   *
   * @return at least one sample, at {@link AudioReader#SAMPLE_RATE} Hz
   * @throws SottoException as {@link AudioReader#read(Path)}, and if the part begins or ends beyond
   *     the recording
   */
  public AudioClip read(AudioPart part) {
    if (part.isWhole()) {
      return AudioReader.read(part.file());
    }
    try {
      OpenRecording recording = at(part);
      FloatBuffer cut = recording.cut(part);
      SampleList samples = new SampleList(part.file());
      Resampler resampler = new Resampler(recording.rate, AudioReader.SAMPLE_RATE, samples);
      resampler.accept(cut);
      resampler.finish();
      return new AudioClip(samples.toArray(), AudioReader.SAMPLE_RATE);
    } catch (IOException e) {
      close();
      throw AudioReader.unreadable(part.file(), e);
    } catch (SottoException e) {
      // The stream may stand within something damaged.
      close();
      throw e;
    }
  }

  /**
   * In which order to read parts so that each recording is gone through once: the indices of those
   * of one recording together, by their starts. Whole recordings alone keep their order.
   */
  public static List<Integer> order(List<AudioPart> parts) {
    Map<Path, Integer> files = new HashMap<>();
    parts.forEach(part -> files.putIfAbsent(part.file(), files.size()));
    List<Integer> order = new ArrayList<>(IntStream.range(0, parts.size()).boxed().toList());
    if (!parts.stream().allMatch(AudioPart::isWhole)) {
      order.sort(
          Comparator.comparingInt((Integer index) -> files.get(parts.get(index).file()))
              .thenComparingDouble(index -> parts.get(index).start()));
    }
    return order;
  }

  private OpenRecording at(AudioPart part) throws IOException {
    if (open.filter(recording -> recording.reaches(part)).isEmpty()) {
      close();
      open = Optional.of(OpenRecording.open(part.file()));
    }
    return open.get();
  }

  @Override
  public void close() {
    open.ifPresent(OpenRecording::close);
    open = Optional.empty();
  }

  /** A recording of which the samples from {@code from} on were decoded and kept. */
  private static final class OpenRecording {
    private final Path file;
    private final InputStream in;
    private final MonoStream stream;
    private final int rate;
    private float[] kept = new float[0];
    private int count;
    private long from;

    private OpenRecording(Path file, InputStream in, MonoStream stream) {
      this.file = file;
      this.in = in;
      this.stream = stream;
      this.rate = stream.sampleRate();
    }

    static OpenRecording open(Path file) throws IOException {
      InputStream in = AudioReader.stream(file);
      try {
        return new OpenRecording(file, in, AudioReader.open(file, in));
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    }

    void close() {
      try {
        stream.close();
        in.close();
      } catch (IOException e) {
        throw SottoException.badInput(file, "cannot be closed: " + e.getMessage(), e);
      }
    }

    boolean reaches(AudioPart part) {
      return part.file().equals(file) && part.firstSample(rate) >= from;
    }

    FloatBuffer cut(AudioPart part) throws IOException {
      long first = part.firstSample(rate);
      long end = part.endSample(rate);
      if (first == end) {
        throw SottoException.badInput(file, "the part " + part.mark() + " holds no sample");
      }
      forgetBefore(first);
      while (from + count < end) {
        FloatBuffer block = stream.next();
        if (!block.hasRemaining()) {
          break;
        }
        keep(block, first);
      }
      long last = from + count;
      double seconds = (double) last / rate;
      boolean begins = first < last;
      boolean ends = end == Long.MAX_VALUE || end - last <= ROUNDING_SECONDS * rate;
      if (!begins || !ends) {
        throw SottoException.badInput(
            file,
            "the part %s %s beyond the end of the recording, which lasts %s s"
                .formatted(part.mark(), begins ? "ends" : "begins", seconds));
      }
      int at = (int) (first - from);
      return FloatBuffer.wrap(kept, at, (int) (Math.min(end, last) - first)).slice();
    }

    /** Drops what lies before {@code first}, decoded or not. */
    private void forgetBefore(long first) throws IOException {
      int dropped = (int) Math.min(count, first - from);
      System.arraycopy(kept, dropped, kept, 0, count - dropped);
      count -= dropped;
      from += dropped;
      if (count == 0 && from < first) {
        from += stream.skip(first - from);
      }
    }

    private void keep(FloatBuffer block, long first) {
      if (count == 0) {
        int passed = (int) Math.min(block.remaining(), first - from);
        block.position(block.position() + passed);
        from += passed;
      }
      int more = block.remaining();
      if (more > kept.length - count) {
        kept = Arrays.copyOf(kept, grown(count + (long) more));
      }
      block.get(kept, count, more);
      count += more;
    }

    private int grown(long needed) {
      if (needed > MOST_SAMPLES) {
        throw SottoException.badInput(
            file,
            "expected parts of at most %d samples, found a longer one".formatted(MOST_SAMPLES));
      }
      return (int) Math.min(2 * needed, MOST_SAMPLES);
    }
  }
}
