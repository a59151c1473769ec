package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.train.torch.StreamGradients;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.Progress;
import dev.sotto.models.SottoException;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.whisper.Block.Stack;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.models.whisper.WhisperModel;
import dev.sotto.runtime.session.SessionSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Diagnoses models. */
public final class Diagnoser {
  private final Settings settings;
  private final Progress progress;

  /**
   * How to diagnose.
   *
   * @param clips most recordings to listen to
   * @param language spoken where the data does not say
   * @param gradients whether they are wanted
   */
  public record Settings(
      SessionSettings session, int clips, Optional<String> language, boolean gradients, long seed) {
    public Settings {
      Objects.requireNonNull(session);
      Objects.requireNonNull(language);
    }
  }

  public Diagnoser(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Diagnoses a model, or two side by side.
   *
   * @param candidate what was made of {@code dense}: it hears the same clips and is fed the same
   *     tokens
   * @throws SottoException if a model cannot be read or run, the two do not belong together, or the
   *     recordings cannot be used
   */
  public Diagnosis diagnose(ExportFolder dense, Optional<ExportFolder> candidate, Speech speech) {
    candidate.ifPresent(other -> checkPair(dense, other));
    List<CalibrationClip> clips;
    try (Calibration calibration =
        new Calibration(dense, settings.session(), settings.language())) {
      clips = calibration.clips(speech.draw(settings.clips(), settings.seed()), progress);
    }
    Optional<String> absent =
        settings.gradients() ? StreamGradients.problem() : Optional.of("not asked for");
    boolean gradients = absent.isEmpty();
    ModelFigures first = figures(dense, clips, gradients, progress.of("dense"));
    Optional<ModelFigures> second =
        candidate.map(other -> figures(other, clips, gradients, progress.of("candidate")));
    return new Diagnosis(first, second, clips, settings.seed(), absent);
  }

  private static void checkPair(ExportFolder dense, ExportFolder candidate) {
    WhisperConfig one = WhisperConfig.read(dense.folder());
    WhisperConfig other = WhisperConfig.read(candidate.folder());
    boolean alike =
        one.modelDim() == other.modelDim()
            && one.encoderLayers() == other.encoderLayers()
            && one.decoderLayers() == other.decoderLayers()
            && one.vocabularySize() == other.vocabularySize()
            && one.melBins() == other.melBins()
            && one.maxSourcePositions() == other.maxSourcePositions()
            && one.maxTargetPositions() == other.maxTargetPositions();
    if (!alike) {
      throw SottoException.badInput(
          candidate.folder(),
          "expected a model made of "
              + dense.folder()
              + ", with its layers, width, vocabulary and positions, found another");
    }
  }

  private ModelFigures figures(
      ExportFolder export, List<CalibrationClip> clips, boolean gradients, Progress stages) {
    ModelIdentity identity = ModelIdentity.of(export);
    WhisperModel model = OptimumLayout.read(export);
    Map<Stack, List<SpectralNorm>> linears = LinearLayers.norms(model, settings.seed(), stages);
    List<NormFigures> norms =
        new NormListener(settings.session(), settings.seed(), stages).listen(model, clips);
    Optional<StreamGradientNorms> found =
        gradients ? Optional.of(StreamGradientNorms.of(model, clips, stages)) : Optional.empty();
    return new ModelFigures(identity, norms, linears, found);
  }
}
