package dev.sotto.compressor.compress;

import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.compress.Planning.Made.Errors;
import dev.sotto.compressor.compress.Thinning.Thinned;
import dev.sotto.compressor.repair.Reconstruction;
import dev.sotto.compressor.repair.Repair;
import dev.sotto.compressor.repair.Repairs;
import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.saliency.SaliencyContext.Heard;
import dev.sotto.compressor.search.CostSource;
import dev.sotto.compressor.search.GroupCosts;
import dev.sotto.compressor.search.GroupMillis;
import dev.sotto.compressor.search.GroupTiming;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.compressor.vocabulary.ChosenVocabulary;
import dev.sotto.compressor.vocabulary.VocabularyRequest;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.Edit;
import dev.sotto.models.plan.LowRank;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.RemoveGroups;
import dev.sotto.models.plan.ReplaceWeights;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes plans: what leaves a model and, where there is speech to learn from, what the weights that
 * stay become.
 *
 * @param listening none to go by the weights alone
 * @param session as the model will be run, for budgets in times
 * @param stages where what the model makes of that speech is kept
 */
public record Planning(
    Planner.Request request,
    Optional<Listening> listening,
    SessionSettings session,
    long seed,
    Stages stages,
    Progress progress) {

  /**
   * Speech to learn from.
   *
   * @param clips most that are drawn from it
   * @param thinning whether projections become products of thin factors, and of which
   * @param language spoken, whatever the data says
   */
  public record Listening(
      CalibrationSpeech speech,
      int clips,
      Repair repair,
      Optional<Thinning> thinning,
      SessionSettings session,
      Optional<String> language) {

    /** What distinguishes it from other speech that is learnt from otherwise. */
    record Identity(
        String speech,
        int clips,
        String repair,
        Optional<Thinning> thinning,
        Optional<String> language) {}

    Identity identity() {
      return new Identity(speech.fingerprint(), clips, repair.name(), thinning, language);
    }

    /**
     * What a model makes of it.
     *
     * @param model hashes of the export's files
     * @param stages where that is kept
     */
    public Heard heard(
        ExportFolder export,
        long seed,
        Map<String, String> model,
        Stages stages,
        Progress progress) {
      return new Calibrated(source(export, seed), model, stages, progress);
    }

    private CalibrationSource source(ExportFolder export, long seed) {
      return new CalibrationSource(export, speech.draw(clips, seed), session, language);
    }
  }

  /** A plan, and how well it is repaired. */
  public record Made(Plan plan, Errors errors) {

    /**
     * Mean squared error of each repaired block's output against what it gave, by block name; none
     * without a repair.
     */
    public record Errors(Map<String, Double> errors) {}
  }

  /**
   * What a model makes of the speech; nothing where there is none.
   *
   * @param model hashes of the export's files
   */
  public Optional<Heard> heard(ExportFolder export, Supplier<Map<String, String>> model) {
    return listening.map(speech -> heard(speech.source(export, seed), model));
  }

  private Heard heard(CalibrationSource source, Supplier<Map<String, String>> model) {
    return new Calibrated(source, model.get(), stages, progress);
  }

  /**
   * Chooses the tokens that stay.
   *
   * @param model hashes of the export's files, asked for where what it hears counts
   * @throws dev.sotto.models.SottoException if a text or the speech cannot be used
   */
  public ChosenVocabulary vocabulary(
      VocabularyRequest kept, ExportFolder export, Supplier<Map<String, String>> model) {
    return kept.choose(export, () -> heard(export, model).orElseThrow().clips());
  }

  /**
   * Makes a plan.
   *
   * @param model hashes of the export's files, asked for where there is speech
   * @param weights where to write the weights that the repair gives, beside the plan
   * @throws dev.sotto.models.SottoException if a budget cannot be met or the speech not be used
   */
  public Made plan(ExportFolder export, Supplier<Map<String, String>> model, Path weights) {
    Optional<CalibrationSource> source = listening.map(speech -> speech.source(export, seed));
    Optional<Heard> heard = source.map(speech -> heard(speech, model));
    WhisperModel whisper = export.read();
    CostSource costs =
        new CostSource(
            new GroupCosts(whisper),
            WhisperCost.of(export).flops().standard(),
            () -> times(export, model.get()));
    Plan plan =
        new Planner(new SaliencyContext(whisper, seed, source, heard, progress))
            .plan(request, costs);
    boolean repairs =
        listening.filter(speech -> !speech.repair().equals(Repairs.NONE)).isPresent()
            && !plan.remove().isEmpty();
    if (!repairs && listening.flatMap(Listening::thinning).isEmpty()) {
      return new Made(plan, new Errors(Map.of()));
    }
    Reconstruction.Result result =
        repairs
            ? repaired(whisper, plan, heard.get())
            : new Reconstruction.Result(plan.remove(), Map.of(), Map.of());
    return made(whisper, plan, result, heard.get(), weights);
  }

  private record TimingInputs(
      Map<String, String> model, String device, int threads, String optimization, String memory) {}

  /** Measured once for a model and kept, so that all budgets see the same times. */
  private GroupMillis times(ExportFolder export, Map<String, String> model) {
    return stages
        .complete(
            Step.of(
                "timed",
                new TimingInputs(
                    model,
                    session.device().key(),
                    session.intraThreads(),
                    session.optimization().name(),
                    session.memory().toString()),
                GroupMillis.class,
                output -> new GroupTiming(export, session, progress).measure()))
        .result();
  }

  private Reconstruction.Result repaired(WhisperModel whisper, Plan plan, Heard heard) {
    return new Reconstruction(
            listening.orElseThrow().repair(),
            request.saliency().choosesAgain(),
            block -> heard.survey().curves().get(block.id().name()).damping(),
            progress)
        .run(ModelSizes.of(whisper), Parameters.of(whisper), plan.remove(), heard.clips());
  }

  private Made made(
      WhisperModel whisper, Plan plan, Reconstruction.Result result, Heard heard, Path weights) {
    Listening speech = listening.orElseThrow();
    Map<String, String> settings = new TreeMap<>(plan.settings());
    Map<String, Tensor> replaced = new TreeMap<>(result.weights());
    Map<String, Tensor> factors = Map.of();
    if (speech.thinning().isPresent()) {
      Thinned thinned =
          speech
              .thinning()
              .get()
              .thin(whisper, result.weights(), result.removed(), heard::moments, progress);
      replaced.putAll(thinned.biases());
      factors = thinned.factors();
      settings.putAll(thinned.settings());
    }
    List<Edit> edits = new ArrayList<>();
    if (!replaced.isEmpty()) {
      edits.add(new ReplaceWeights(stored(weights, replaced)));
    }
    if (!factors.isEmpty()) {
      // Before groups leave, so that it is theirs to leave the factors, too.
      edits.add(new LowRank(stored(Thinning.beside(weights), factors)));
    }
    if (!result.removed().isEmpty()) {
      edits.add(new RemoveGroups(result.removed()));
    }
    plan.edits().stream().filter(edit -> !(edit instanceof RemoveGroups)).forEach(edits::add);
    if (!result.weights().isEmpty()) {
      settings.put("repair", speech.repair().name());
    }
    settings.put("seed", Long.toString(seed));
    settings.put("calibration", speech.speech().name());
    settings.put("calibrationClips", Integer.toString(heard.clips().size()));
    return new Made(
        new Plan(plan.model(), plan.heads(), settings, edits), new Errors(result.errors()));
  }

  private static Stored stored(Path file, Map<String, Tensor> weights) {
    SafetensorsWriter.write(file, weights, Map.of());
    return new Stored(file, FileIdentity.of(file));
  }
}
