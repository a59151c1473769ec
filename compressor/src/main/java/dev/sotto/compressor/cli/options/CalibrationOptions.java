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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Speech that a model is listened to on, without texts. */
public final class CalibrationOptions {
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
      defaultValue = "64",
      description = "Draw so many of them (default ${DEFAULT-VALUE}); time grows with it.")
  private int clips;

  @Option(
      names = "--repair",
      paramLabel = Repairs.LABEL,
      converter = CalibrationOptions.RepairConverter.class,
      description =
          "How what stays makes up for what leaves (default: least-squares with --calibrate).")
  private Optional<Repair> repair = Optional.empty();

  @Option(
      names = "--low-rank",
      paramLabel = "usual|SHARE",
      converter = ThinningConverter.class,
      description =
          "Replace the projections that end blocks by two thin factors where that saves, and keep"
              + " this share of the variance of what they give on --calibrate (usual: 0.99 of"
              + " attentions, 0.999 of feed-forward networks). Not counted by budgets.")
  private Optional<Thinning> thinning = Optional.empty();

  /** Whether projections are to become thin. */
  public boolean thins() {
    return thinning.isPresent();
  }

  /** Whether there is any. */
  public boolean isGiven() {
    return !audio.isEmpty();
  }

  /** The files or data sets that are read. */
  public List<Path> inputs() {
    return audio;
  }

  /**
   * Reads it.
   *
   * @throws SottoException if it cannot be read, or a repair is asked for without it
   */
  public Optional<Listening> listening(
      SessionSettings session, Optional<String> language, Progress progress) {
    if (audio.isEmpty()) {
      if (repair.filter(asked -> !asked.equals(Repairs.NONE)).isPresent()) {
        throw SottoException.usage("--repair learns from speech; expected --calibrate, found none");
      }
      if (thins()) {
        throw SottoException.usage(
            "--low-rank learns from speech; expected --calibrate, found none");
      }
      return Optional.empty();
    }
    SottoException.require(clips >= 1, "at least 1 clip to listen to", clips);
    return Optional.of(
        new Listening(
            speech(progress).withoutTexts(),
            clips,
            repair.orElse(Repairs.USUAL),
            thinning,
            session,
            language));
  }

  private CalibrationSpeech speech(Progress progress) {
    return CalibrationSpeech.areRecordings(audio)
        ? CalibrationSpeech.of(audio)
        : CalibrationSpeech.of(Datasets.read(audio.get(0), DatasetOptions.defaults(), progress));
  }

  /** Takes the name of a repair. */
  static final class RepairConverter implements ITypeConverter<Repair> {
    @Override
    public Repair convert(String name) {
      return Repairs.of(name)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of %s (case-insensitive) but was '%s'"
                          .formatted(Repairs.ALL.stream().map(Repair::name).toList(), name)));
    }
  }
}
