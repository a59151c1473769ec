package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.mp3.Id3Tag;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a recording as Whisper expects it: one channel, 16 kHz, full scale ±1.
 *
 * <p>Channels are averaged. Integers of {@code b} bits are divided by {@code 2^(b-1)}, so a 16-bit
 * mono file at 16 kHz comes through exactly. A-law and mu-law are decoded to 16 bits. Other rates
 * are brought to 16 kHz by {@link Resampler}.
 */
public final class AudioReader {
  /** Samples per second of every clip that is read. */
  public static final int SAMPLE_RATE = 16_000;

  private static final int LOWEST_RATE = 1_000;
  private static final int HIGHEST_RATE = 768_000;

  /**
   * The filter that changes the rate is as long as the rate in lowest terms with ours. Recorders
   * above 200 kHz have round rates; from others a file could ask for seconds of work and most of
   * the memory.
   */
  private static final int LONGEST_RATIO = 200_000;

  private static final int BUFFER_BYTES = 1 << 16;

  private AudioReader() {}

  /**
   * Reads a WAV, FLAC or MP3 file, or one that ffmpeg reads, where that is on the {@code PATH}; its
   * content decides which, not its name. A pipe or a device is not read: it could be read once
   * only, and may never end.
   *
   * @return at least one sample, at {@value #SAMPLE_RATE} Hz
   * @throws SottoException if the file is missing, unreadable, of another format, damaged,
   *     truncated, holds no audio, samples that are no numbers, or a rate that no recording has
   */
  public static AudioClip read(Path file) {
    return read(file, Ffmpeg::find);
  }

  /** As {@link #read(Path)}, with an ffmpeg, or none, from elsewhere. */
  static AudioClip read(Path file, Supplier<Optional<Path>> ffmpeg) {
    try (InputStream in = stream(file);
        MonoStream stream = open(file, in, ffmpeg)) {
      return read(file, stream);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads a part of a recording; {@link PartReader} reads several of one in one pass.
   *
   * @throws SottoException as {@link PartReader#read}
   */
  public static AudioClip read(AudioPart part) {
    try (PartReader reader = new PartReader()) {
      return reader.read(part);
    }
  }

  /** The bytes of a file. */
  static InputStream stream(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw SottoException.badInput(file, "expected an audio file, found a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw SottoException.badInput(
          file,
          "expected an audio file, found a pipe or a device; write what it gives to a file first");
    }
    return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
  }

  static SottoException unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return SottoException.badInput(file, "no such file", e);
    }
    if (e instanceof EOFException) {
      return SottoException.badInput(
          file, "the file ends within its header; it is truncated, copy it again", e);
    }
    return SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
  }

  /** Reads up to the first sample; {@code in} stands at the beginning of the file. */
  static MonoStream open(Path file, InputStream in) throws IOException {
    return open(file, in, Ffmpeg::find);
  }

  private static MonoStream open(Path file, InputStream in, Supplier<Optional<Path>> ffmpeg)
      throws IOException {
    MonoStream stream = decoder(file, in, ffmpeg);
    int rate = stream.sampleRate();
    if (rate < LOWEST_RATE || rate > HIGHEST_RATE || rate / divisor(rate) > LONGEST_RATIO) {
      stream.close();
      throw SottoException.badInput(
          file,
          "expected a sample rate of %d to %d Hz, a round one above %d, found %d"
              .formatted(LOWEST_RATE, HIGHEST_RATE, LONGEST_RATIO, rate));
    }
    return stream;
  }

  private static int divisor(int rate) {
    return BigInteger.valueOf(rate).gcd(BigInteger.valueOf(SAMPLE_RATE)).intValueExact();
  }

  private static MonoStream decoder(Path file, InputStream in, Supplier<Optional<Path>> ffmpeg)
      throws IOException {
    Id3Tag.skipAll(in);
    in.mark(AudioFormat.HEAD_BYTES);
    byte[] head = in.readNBytes(AudioFormat.HEAD_BYTES);
    in.reset();
    if (head.length == 0) {
      throw SottoException.badInput(file, "expected WAV, FLAC or MP3, found an empty file");
    }
    String beginning = new String(head, ISO_8859_1);
    Optional<AudioFormat> format = AudioFormat.of(beginning);
    if (format.isPresent()) {
      return format.get().open(file, in);
    }
    ForeignFormat foreign =
        ForeignFormat.of(beginning).orElseThrow(() -> AudioFormat.unknown(file, head));
    String described = foreign.describe(beginning);
    Path program =
        ffmpeg
            .get()
            .orElseThrow(
                () ->
                    SottoException.badInput(
                        file,
                        "expected WAV, FLAC or MP3, found "
                            + described
                            + "; put ffmpeg on the PATH, or convert it first: "
                            + Ffmpeg.advice(file)));
    ContainerWalk.check(file, foreign, in);
    return FfmpegStream.open(program, file, foreign, described);
  }

  private static AudioClip read(Path file, MonoStream stream) throws IOException {
    SampleList samples = new SampleList(file);
    Resampler resampler = new Resampler(stream.sampleRate(), SAMPLE_RATE, samples);
    for (FloatBuffer block = stream.next(); block.hasRemaining(); block = stream.next()) {
      resampler.accept(block);
    }
    resampler.finish();
    if (samples.size() == 0) {
      throw SottoException.badInput(file, "no audio: the file holds no samples");
    }
    return new AudioClip(samples.toArray(), SAMPLE_RATE);
  }
}
