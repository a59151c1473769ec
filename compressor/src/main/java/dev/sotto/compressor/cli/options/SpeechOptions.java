package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.compress.Thinning;
import dev.sotto.compressor.repair.Repair;
import dev.sotto.compressor.repair.Repairs;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Speech that a model is listened to on, without texts. */
public final class SpeechOptions {
  @Option(
      names = "--calibrate",
      arity = "1..*",
      paramLabel = "AUDIO",
      description =
          "Speech to choose and to repair by: recordings, or one data set in any form that eval"
              + " takes. Texts are not needed.")
  private List<Path> audio = List.of();

  @Option(
      names = "--calibration-clips",
      paramLabel = "N",
      defaultValue = "128",
      description = "Draw so many of them (default ${DEFAULT-VALUE}); time grows with it.")
  private int clips;

  /** Whether there is any. */
  public boolean isGiven() {
    return !audio.isEmpty();
  }

  /** The files or data sets that are read. */
  public List<Path> inputs() {
    return audio;
  }

  /**
   * Reads it, to repair nothing by.
   *
   * @throws SottoException if it cannot be read
   */
  public Optional<Listening> listening(
      SessionSettings session, Optional<String> language, Progress progress) {
    return listening(Repairs.NONE, Optional.empty(), session, language, progress);
  }

  Optional<Listening> listening(
      Repair repair,
      Optional<Thinning> thinning,
      SessionSettings session,
      Optional<String> language,
      Progress progress) {
    if (audio.isEmpty()) {
      return Optional.empty();
    }
    SottoException.require(clips >= 1, "at least 1 clip to listen to", clips);
    return Optional.of(
        new Listening(speech(progress).withoutTexts(), clips, repair, thinning, session, language));
  }

  private CalibrationSpeech speech(Progress progress) {
    return CalibrationSpeech.areRecordings(audio)
        ? CalibrationSpeech.of(audio)
        : CalibrationSpeech.of(Datasets.read(audio.get(0), DatasetOptions.defaults(), progress));
  }
}
