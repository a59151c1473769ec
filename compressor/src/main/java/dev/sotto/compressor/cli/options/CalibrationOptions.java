package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.compress.Thinning;
import dev.sotto.compressor.repair.Repair;
import dev.sotto.compressor.repair.Repairs;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Speech that a model is listened to on, and what is done by it. */
public final class CalibrationOptions {
  @Mixin private SpeechOptions speech;

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
      converter = CalibrationOptions.ThinningConverter.class,
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
    return speech.isGiven();
  }

  /** The files or data sets that are read. */
  public List<Path> inputs() {
    return speech.inputs();
  }

  /**
   * Reads it.
   *
   * @throws SottoException if it cannot be read, or a repair is asked for without it
   */
  public Optional<Listening> listening(
      SessionSettings session, Optional<String> language, Progress progress) {
    if (!isGiven() && repair.filter(asked -> !asked.equals(Repairs.NONE)).isPresent()) {
      throw SottoException.usage("--repair learns from speech; expected --calibrate, found none");
    }
    if (!isGiven() && thins()) {
      throw SottoException.usage("--low-rank learns from speech; expected --calibrate, found none");
    }
    return speech.listening(repair.orElse(Repairs.USUAL), thinning, session, language, progress);
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

  /** Takes how much of their variance thin projections must keep. */
  static final class ThinningConverter implements ITypeConverter<Thinning> {
    @Override
    public Thinning convert(String text) {
      if (text.equals("usual")) {
        return Thinning.USUAL;
      }
      try {
        double share = Double.parseDouble(text);
        if (share > 0 && share < 1) {
          return new Thinning(share, share);
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "expected usual or a share between 0 and 1, found '%s'".formatted(text));
    }
  }
}
