package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.Activations;
import dev.sotto.compressor.calibrate.Calibration;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.train.torch.StreamGradients;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.SoftwareVersions;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.SessionSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Diagnoses models. */
public record Diagnoser(Settings settings, Gradients.Source gradients, Progress progress) {
  private static final String DENSE = "dense";
  private static final String CANDIDATE = "candidate";

  /** Similarity needs a pair. */
  static final int LEAST_CLIPS = 2;

  /**
   * How to diagnose.
   *
   * @param clips most recordings to listen to
   * @param language spoken, whatever the data says
   * @param gradients whether they are wanted
   */
  public record Settings(
      SessionSettings session,
      int clips,
      Optional<String> language,
      boolean gradients,
      long seed) {}

  public Diagnoser(Settings settings, Progress progress) {
    this(settings, StreamGradientNorms::of, progress);
  }

  /**
   * Diagnoses a model, or two side by side.
   *
   * @param candidate what was made of {@code dense}: it hears the same clips and is fed the same
   *     tokens
   * @throws SottoException if a model cannot be read or run, the two do not belong together, the
   *     recordings cannot be used, or memory does not suffice; what graphs and recordings tell is
   *     said before the first is heard
   */
  public Diagnosis diagnose(
      ExportFolder dense, Optional<ExportFolder> candidate, CalibrationSpeech speech) {
    candidate.ifPresent(other -> checkPair(dense, other));
    Map<String, WhisperModel> models = new LinkedHashMap<>();
    models.put(DENSE, read(dense));
    candidate.ifPresent(other -> models.put(CANDIDATE, read(other)));
    CalibrationSpeech drawn = draw(speech, settings.clips(), settings.seed());
    try {
      return diagnose(models, clips(dense, drawn));
    } catch (OutOfMemoryError e) {
      throw SottoException.badInput(
          "diagnosis",
          "not enough memory for "
              + drawn.recordings().size()
              + " clips; lower --clips or give Java more (SOTTO_JAVA_OPTS=-Xmx8g)",
          e);
    }
  }

  static CalibrationSpeech draw(CalibrationSpeech speech, int count, long seed) {
    SottoException.require(
        count >= LEAST_CLIPS,
        "at least " + LEAST_CLIPS + " clips to compare with one another",
        count);
    if (speech.recordings().size() < LEAST_CLIPS) {
      throw SottoException.badInput(
          speech.name(),
          "expected at least "
              + LEAST_CLIPS
              + " recordings to compare with one another, found "
              + speech.recordings().size());
    }
    return speech.draw(count, seed);
  }

  private static WhisperModel read(ExportFolder export) {
    WhisperModel model = export.read();
    Readiness.check(model);
    return model;
  }

  private List<CalibrationClip> clips(ExportFolder dense, CalibrationSpeech speech) {
    try (Calibration calibration =
        new Calibration(
            dense,
            settings.session(),
            settings.language(),
            ActivationBudget.ofThisMachine()::check)) {
      return calibration.clips(speech, progress);
    }
  }

  private Diagnosis diagnose(Map<String, WhisperModel> models, List<CalibrationClip> clips) {
    // Before anything else, since listening spends the models.
    Gradients found =
        problem()
            .map(Gradients::none)
            .orElseGet(() -> Gradients.of(gradients, models, clips, progress));
    List<ModelStatistics> figures = new ArrayList<>();
    models.forEach(
        (name, model) ->
            figures.add(figures(model, clips, found.of(figures.size()), progress.of(name))));
    return new Diagnosis(
        figures.get(0),
        figures.stream().skip(1).findFirst(),
        clips.stream().map(HeardClip::of).toList(),
        settings.seed(),
        found.absent(),
        SoftwareVersions.current());
  }

  private Optional<String> problem() {
    return settings.gradients() ? StreamGradients.problem() : Optional.of("not asked for");
  }

  private static void checkPair(ExportFolder dense, ExportFolder candidate) {
    WhisperConfig one = WhisperConfig.read(dense.folder());
    WhisperConfig other = WhisperConfig.read(candidate.folder());
    boolean alike =
        one.modelDim() == other.modelDim()
            && one.encoder().layers() == other.encoder().layers()
            && one.decoder().layers() == other.decoder().layers()
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

  private ModelStatistics figures(
      WhisperModel model,
      List<CalibrationClip> clips,
      Optional<StreamGradientNorms> found,
      Progress stages) {
    ModelIdentity identity = ModelIdentity.of(model.folder());
    Map<Stack, List<SpectralNorm>> linears = LinearLayers.norms(model, settings.seed(), stages);
    List<NormStatistics> norms =
        new Activations(settings.session(), Activations.MOST_BYTES, stages)
            .listen(model, NormListener.all(model, settings.seed()), clips);
    return new ModelStatistics(identity, norms, linears, found);
  }
}
