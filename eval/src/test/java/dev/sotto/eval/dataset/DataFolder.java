package dev.sotto.eval.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** A folder in which a test writes a data set. */
record DataFolder(Path folder) {
  private static final int RATE = 16_000;

  Path path(String name) {
    return folder.resolve(name);
  }

  /** A clip that nobody will listen to. */
  Path clip(String name) throws IOException {
    return file(name, "sound of " + name);
  }

  Path file(String name, String content) throws IOException {
    Files.createDirectories(path(name).getParent());
    return Files.writeString(path(name), content);
  }

  /** A WAV file of silence, by the JDK's own writer. */
  Path wav(String name, double seconds) throws IOException {
    byte[] samples = new byte[2 * (int) (seconds * RATE)];
    Files.createDirectories(path(name).getParent());
    try (AudioInputStream sound =
        new AudioInputStream(
            new ByteArrayInputStream(samples),
            new AudioFormat(RATE, 16, 1, true, false),
            samples.length / 2)) {
      AudioSystem.write(sound, AudioFileFormat.Type.WAVE, path(name).toFile());
    }
    return path(name);
  }

  static Dataset read(Path data) {
    return Datasets.read(data, DatasetOptions.defaults());
  }

  static Dataset readSkippingBad(Path data) {
    return Datasets.read(data, new DatasetOptions(Filter.NONE, true, false));
  }

  /** The one line that reading {@code data} fails with. */
  static String failure(Path data) {
    return failure(data, DatasetOptions.defaults());
  }

  static String failure(Path data, DatasetOptions options) {
    SottoException error = assertThrows(SottoException.class, () -> Datasets.read(data, options));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    return error.getMessage();
  }

  static List<String> ids(Dataset dataset) {
    return dataset.utterances().stream().map(Utterance::id).toList();
  }

  static List<Integer> lines(Dataset dataset) {
    return dataset.utterances().stream().map(Utterance::line).toList();
  }

  static List<String> references(Dataset dataset) {
    return dataset.utterances().stream().map(Utterance::reference).toList();
  }

  static DatasetOptions options(Filter filter) {
    return new DatasetOptions(filter, false, false);
  }

  static Filter seconds(double least, double most) {
    return new Filter(
        OptionalDouble.of(least),
        OptionalDouble.of(most),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  static Filter language(String code) {
    return new Filter(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.of(code),
        Optional.empty(),
        OptionalInt.empty());
  }

  static Filter sample(int count, long seed) {
    return new Filter(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.of(new Sample(count, seed)),
        OptionalInt.empty());
  }
}
