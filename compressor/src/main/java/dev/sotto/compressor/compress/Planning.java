package dev.sotto.compressor.compress;

import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.compress.Planning.Made.Errors;
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
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.Edit;
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
   * @param language spoken, whatever the data says
   */
  public record Listening(
      CalibrationSpeech speech,
      int clips,
      Repair repair,
      SessionSettings session,
      Optional<String> language) {

    /** What distinguishes it from other speech that is learnt from otherwise. */
    record Identity(String speech, int clips, String repair, Optional<String> language) {}

    Identity identity() {
      return new Identity(speech.fingerprint(), clips, repair.name(), language);
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
    return listening.map(
        speech -> new Calibrated(speech.source(export, seed), model.get(), stages, progress));
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
    Optional<Heard> heard = heard(export, model);
    WhisperModel whisper = export.read();
    CostSource costs =
        new CostSource(
            new GroupCosts(whisper),
            WhisperCost.of(export).flops().standard(),
            () -> times(export, model.get()));
    Plan plan =
        new Planner(new SaliencyContext(whisper, seed, source, heard, progress))
            .plan(request, costs);
    if (listening.isEmpty()
        || plan.remove().isEmpty()
        || listening.get().repair().equals(Repairs.NONE)) {
      return new Made(plan, new Errors(Map.of()));
    }
    return repaired(whisper, plan, heard.get(), weights);
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

  private Made repaired(WhisperModel whisper, Plan plan, Heard heard, Path weights) {
    Repair repair = listening.orElseThrow().repair();
    Reconstruction.Result result =
        new Reconstruction(
                repair,
                request.saliency().choosesAgain(),
                block -> heard.survey().curves().get(block.id().name()).damping(),
                progress)
            .run(ModelSizes.of(whisper), Parameters.of(whisper), plan.remove(), heard.clips());
    SafetensorsWriter.write(weights, result.weights(), Map.of());
    List<Edit> edits = new ArrayList<>();
    edits.add(new ReplaceWeights(new Stored(weights, FileIdentity.of(weights))));
    edits.add(new RemoveGroups(result.removed()));
    plan.edits().stream().filter(edit -> !(edit instanceof RemoveGroups)).forEach(edits::add);
    Map<String, String> settings = new TreeMap<>(plan.settings());
    settings.put("repair", repair.name());
    settings.put("seed", Long.toString(seed));
    settings.put("calibration", listening.orElseThrow().speech().name());
    settings.put("calibrationClips", Integer.toString(heard.clips().size()));
    return new Made(
        new Plan(plan.model(), plan.heads(), settings, edits), new Errors(result.errors()));
  }
}
