package dev.sotto.eval.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.eval.dataset.form.Datasets;
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
public record DataFolder(Path folder) {
  private static final int RATE = 16_000;

  public Path path(String name) {
    return folder.resolve(name);
  }

  /** A clip that nobody will listen to. */
  public Path clip(String name) throws IOException {
    return file(name, "sound of " + name);
  }

  public Path file(String name, String content) throws IOException {
    Files.createDirectories(path(name).getParent());
    return Files.writeString(path(name), content);
  }

  /** A WAV file of silence, by the JDK's own writer. */
  public Path wav(String name, double seconds) throws IOException {
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

  public static Dataset read(Path data) {
    return Datasets.read(data, DatasetOptions.defaults());
  }

  public static Dataset readSkippingBad(Path data) {
    return Datasets.read(data, new DatasetOptions(Filter.NONE, true, false));
  }

  /** The one line that reading {@code data} fails with. */
  public static String failure(Path data) {
    return failure(data, DatasetOptions.defaults());
  }

  public static String failure(Path data, DatasetOptions options) {
    SottoException error = assertThrows(SottoException.class, () -> Datasets.read(data, options));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    return error.getMessage();
  }

  public static List<String> ids(Dataset dataset) {
    return dataset.utterances().stream().map(Utterance::id).toList();
  }

  public static List<Integer> lines(Dataset dataset) {
    return dataset.utterances().stream().map(Utterance::line).toList();
  }

  public static List<String> references(Dataset dataset) {
    return dataset.utterances().stream().map(Utterance::reference).toList();
  }

  public static DatasetOptions options(Filter filter) {
    return new DatasetOptions(filter, false, false);
  }

  public static Filter seconds(double least, double most) {
    return new Filter(
        OptionalDouble.of(least),
        OptionalDouble.of(most),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  public static Filter language(String code) {
    return new Filter(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.of(code),
        Optional.empty(),
        OptionalInt.empty());
  }

  public static Filter sample(int count, long seed) {
    return new Filter(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.of(new Sample(count, seed)),
        OptionalInt.empty());
  }
}
