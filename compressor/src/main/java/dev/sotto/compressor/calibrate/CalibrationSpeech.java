package dev.sotto.compressor.calibrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileHash;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Recordings to listen to, with what is said in them where that is known.
 *
 * @param name what to call them all in messages
 */
public record CalibrationSpeech(String name, List<Recording> recordings) {
  private static final Pattern RECORDING =
      Pattern.compile(".*\\.(wav|flac|mp3)", Pattern.CASE_INSENSITIVE);

  /**
   * A recording.
   *
   * @param text what is said in it
   * @param language in which
   */
  public record Recording(
      String id, AudioPart audio, Optional<String> text, Optional<String> language) {}

  /**
   * @throws SottoException if a file is there twice, which would be found to be like itself
   */
  public CalibrationSpeech {
    recordings = List.copyOf(recordings);
    Set<AudioPart> heard = new HashSet<>();
    for (Recording recording : recordings) {
      AudioPart audio = recording.audio();
      if (!heard.add(audio.in(real(audio.file())))) {
        throw SottoException.badInput(
            audio.toString(), "expected recordings that differ, found this one twice");
      }
    }
  }

  /** Where a file lies, whatever links lead there. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      // Whoever reads it will say what is wrong.
      return file.toAbsolutePath().normalize();
    }
  }

  /** The clips of a data set with their references; an empty reference is no text. */
  public static CalibrationSpeech of(Dataset dataset) {
    return new CalibrationSpeech(
        dataset.name(),
        dataset.utterances().stream()
            .map(
                utterance ->
                    new Recording(
                        utterance.id(),
                        utterance.audio(),
                        Optional.of(utterance.reference().strip()).filter(text -> !text.isEmpty()),
                        utterance.language()))
            .toList());
  }

  /** Recordings of which nothing is known. */
  public static CalibrationSpeech of(List<Path> files) {
    return new CalibrationSpeech(
        "audio",
        files.stream()
            .map(
                file ->
                    new Recording(
                        file.toString(), AudioPart.whole(file), Optional.empty(), Optional.empty()))
            .toList());
  }

  /** Whether files are recordings, and not one data set. */
  public static boolean areRecordings(List<Path> files) {
    return files.size() > 1 || RECORDING.matcher(files.get(0).toString()).matches();
  }

  /**
   * What exactly is heard, as {@link Dataset#fingerprint} has it, with what is said to be spoken.
   *
   * @throws SottoException if a recording cannot be read
   */
  public String fingerprint() {
    List<String> languages =
        recordings.stream().map(recording -> recording.language().orElse("")).toList();
    List<Utterance> utterances =
        recordings.stream()
            .map(
                recording ->
                    new Utterance(
                        recording.id(),
                        recording.audio(),
                        recording.text().orElse(""),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0))
            .toList();
    return FileHash.sha256(
        (new Dataset(name, utterances).fingerprint() + languages).getBytes(UTF_8));
  }

  /**
   * The same recordings as if nobody knew what is said: then the tokens are what the model itself
   * writes, with its own capitals and marks.
   */
  public CalibrationSpeech withoutTexts() {
    return new CalibrationSpeech(
        name,
        recordings.stream()
            .map(
                recording ->
                    new Recording(
                        recording.id(), recording.audio(), Optional.empty(), recording.language()))
            .toList());
  }

  /** Draws {@code count} recordings, all if there are fewer, and keeps their order. */
  public CalibrationSpeech draw(int count, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, recordings.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return new CalibrationSpeech(
        name,
        order.subList(0, Math.min(count, order.size())).stream()
            .sorted()
            .map(recordings::get)
            .toList());
  }
}
