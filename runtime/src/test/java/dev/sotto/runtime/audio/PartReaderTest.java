package dev.sotto.runtime.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A part of a recording is what a file of these samples alone gives. */
class PartReaderTest {
  private static final int SAMPLES = 20_000;

  @TempDir private Path folder;

  private static short[] noise() {
    Random random = new Random(1);
    short[] samples = new short[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = (short) random.nextInt(1 << 16);
    }
    return samples;
  }

  private Path recording(String format, int rate) throws IOException {
    int[] channel = new int[SAMPLES];
    short[] samples = noise();
    for (int i = 0; i < SAMPLES; i++) {
      channel[i] = samples[i];
    }
    byte[] bytes =
        format.equals("wav")
            ? WavFile.of(rate, samples)
            : FlacFile.of(16, rate, SAMPLES, new byte[0], channel);
    return Files.write(folder.resolve("long." + format), bytes);
  }

  private float[] cut(int rate, int from, int to) throws IOException {
    byte[] bytes = WavFile.of(rate, Arrays.copyOfRange(noise(), from, to));
    return AudioReader.read(Files.write(folder.resolve("cut.wav"), bytes)).samples();
  }

  private static AudioPart part(Path file, int rate, int from, int to) {
    return new AudioPart(
        file, (double) from / rate, OptionalDouble.of((double) (to - from) / rate));
  }

  @ParameterizedTest
  @CsvSource({"wav, 16000", "flac, 16000", "wav, 8000", "flac, 44100", "wav, 22050"})
  void partsAreThoseOfAFileCutBefore(String format, int rate) throws IOException {
    Path file = recording(format, rate);
    // In order, touching, overlapping, in one another, from the start again, to the end.
    int[][] bounds = {
      {100, 900},
      {900, 5000},
      {4000, 9000},
      {4001, 4002},
      {15_000, 15_500},
      {0, 300},
      {19_000, 20_000}
    };
    try (PartReader reader = new PartReader()) {
      for (int[] bound : bounds) {
        AudioPart part = part(file, rate, bound[0], bound[1]);
        float[] expected = cut(rate, bound[0], bound[1]);
        assertArrayEquals(expected, reader.read(part).samples(), part::toString);
        assertArrayEquals(expected, AudioReader.read(part).samples(), part::toString);
      }
      AudioPart rest = new AudioPart(file, 12_345.0 / rate, OptionalDouble.empty());
      assertArrayEquals(cut(rate, 12_345, SAMPLES), reader.read(rest).samples());
      assertArrayEquals(
          AudioReader.read(file).samples(), reader.read(AudioPart.whole(file)).samples());
    }
  }

  @Test
  void whatLiesBeyondTheRecordingIsRefusedButForRounding() throws IOException {
    Path file = recording("wav", 16_000);
    for (double[] bad : new double[][] {{1.25, 1}, {2, 1}, {1, 0.31}, {1e300, 1}, {1, 1e300}}) {
      AudioPart part = new AudioPart(file, bad[0], OptionalDouble.of(bad[1]));
      String message =
          assertThrows(SottoException.class, () -> AudioReader.read(part)).getMessage();
      assertTrue(message.contains("beyond the end of the recording, which lasts 1.25 s"), message);
    }
    AudioPart rounded = new AudioPart(file, 1, OptionalDouble.of(0.29));
    assertArrayEquals(cut(16_000, 16_000, SAMPLES), AudioReader.read(rounded).samples());
    AudioPart none = new AudioPart(file, 1, OptionalDouble.of(1e-9));
    String message = assertThrows(SottoException.class, () -> AudioReader.read(none)).getMessage();
    assertTrue(message.contains("holds no sample"), message);
  }

  @Test
  void aTruncatedRecordingIsStillDamagedWhereItsEndIsNeeded() throws IOException {
    Path file = recording("wav", 16_000);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    for (int from : List.of(9_000, 12_000)) {
      AudioPart part = part(file, 16_000, from, from + 3_000);
      String message =
          assertThrows(SottoException.class, () -> AudioReader.read(part)).getMessage();
      assertTrue(message.contains("truncated"), message);
    }
  }

  @Test
  void partsAreReadInTheOrderOfTheirRecordingsAndStarts() {
    Path a = Path.of("a");
    Path b = Path.of("b");
    List<AudioPart> parts =
        List.of(
            AudioPart.whole(b),
            new AudioPart(a, 3, OptionalDouble.empty()),
            new AudioPart(b, 1, OptionalDouble.empty()),
            new AudioPart(a, 2, OptionalDouble.empty()));
    assertEquals(List.of(0, 2, 3, 1), PartReader.order(parts));
    List<AudioPart> whole = List.of(AudioPart.whole(b), AudioPart.whole(a), AudioPart.whole(b));
    assertEquals(List.of(0, 1, 2), PartReader.order(whole));
  }

  @Test
  void aPartIsMarkedByWhereItLies() {
    Path file = Path.of("a.wav");
    assertEquals("", AudioPart.whole(file).mark());
    assertEquals("@0+1.1", new AudioPart(file, 0, OptionalDouble.of(1.1)).mark());
    assertEquals("@3600", new AudioPart(file, 3600, OptionalDouble.empty()).mark());
    AudioPart first = new AudioPart(file, 1, OptionalDouble.of(1));
    assertTrue(first.overlaps(AudioPart.whole(file)));
    assertTrue(first.overlaps(new AudioPart(file, 1.5, OptionalDouble.empty())));
    assertFalse(first.overlaps(new AudioPart(file, 2, OptionalDouble.of(1))));
    assertFalse(first.overlaps(AudioPart.whole(Path.of("b.wav"))));
  }
}
