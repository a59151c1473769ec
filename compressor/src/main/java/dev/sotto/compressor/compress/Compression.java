package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.CompressionRequest.Training;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.search.GroupCosts;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.FineTuning.Checkpoints;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityCheck;
import dev.sotto.compressor.verify.ParityJson;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalJsonReader;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.SettingsJson;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanJson;
import dev.sotto.models.rewrite.ExportRewriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compresses an export and measures what that did: fine-tune, plan and apply, verify, repair,
 * evaluate. Removal is verified before the repair, since only then is there a model to compare
 * with.
 */
public final class Compression {
  private final CompressionRequest request;
  private final Stages stages;
  private final Progress progress;
  private final List<Stage> done = new ArrayList<>();
  private final Map<Path, ObjectNode> hashes = new HashMap<>();

  public Compression(CompressionRequest request, Stages stages, Progress progress) {
    this.request = request;
    this.stages = stages;
    this.progress = progress;
  }

  /**
   * Writes the smaller export and its results to {@code output}, which the caller completes.
   *
   * @throws SottoException if the model cannot be taken apart, before any stage is made; if another
   *     input cannot be used, the result does not compute what it should, or training was
   *     interrupted; the finished stages remain
   */
  public CompressionResult run(OutputFolder output) {
    checkLayout();
    EvalResult before = evaluate(request.dense(), "dense");
    Path tuned = train("finetuned", request.dense(), Training::finetune);
    Stage pruned = prune(tuned);
    Parity parity = verify(tuned, pruned.folder());
    Path smaller = train("repaired", pruned.folder(), Training::repair);
    EvalResult after = evaluate(smaller, "compressed").ofFolder(output.target().toString());

    Plan plan = PlanJson.read(pruned.folder().resolve(ExportRewriter.PLAN_FILE));
    output.copyAll(smaller, name -> !name.equals(Stages.RECORD));
    output.write(ExportRewriter.PLAN_FILE, PlanJson.write(plan));
    CompressionResult result =
        new CompressionResult(
            plan,
            FileHash.sha256(PlanJson.write(plan)),
            pruned.result().path("removedParameters").longValue(),
            pruned.result().path("predictedFlops").longValue(),
            parity,
            before,
            after,
            warnings(pruned),
            done,
            request.seed());
    CompressionReport.write(result, request.dense(), output);
    return result;
  }

  /** An evaluation, which comes first, would hear a model of any layout. */
  private void checkLayout() {
    Soundness.checkInput(
        OptimumLayout.read(ExportFolder.open(request.dense())), Soundness.Trial.AUTO);
  }

  /** Which of the two trainings is meant. */
  @FunctionalInterface
  private interface Phase {
    TrainingSettings of(Training training);
  }

  private Path train(String name, Path model, Phase phase) {
    Optional<Training> training =
        request.training().filter(given -> phase.of(given).length().steps() > 0);
    if (training.isEmpty()) {
      return model;
    }
    FineTuning.Request what =
        new FineTuning.Request(
            model,
            training.get().train(),
            training.get().validation(),
            Optional.of(request.dense()),
            training.get().language(),
            phase.of(training.get()));
    FineTuning tuning = new FineTuning(what, progress.of(name));
    ObjectNode inputs = tuning.identity();
    Checkpoints checkpoints =
        new Checkpoints(stages.workplace(name, inputs), training.get().checkpointEvery(), true);
    return complete(
            name,
            inputs,
            stage -> {
              tuning.finish(checkpoints, stage);
              return JsonFiles.readObject(stage.path().resolve(FineTuning.RECORD));
            })
        .folder();
  }

  private Stage prune(Path model) {
    ObjectNode inputs = JsonFiles.newObject();
    inputs.set("model", hashes(model));
    inputs.put("plan", request.plan().toString());
    return complete("pruned", inputs, stage -> prune(ExportFolder.open(model), stage));
  }

  private ObjectNode prune(ExportFolder export, OutputFolder stage) {
    WhisperModel model = OptimumLayout.read(export);
    long flops = WhisperCost.of(export).flops().standard();
    Plan plan = new Planner(model).plan(request.plan(), flops);
    GroupCosts costs = new GroupCosts(model);
    ObjectNode result = JsonFiles.newObject();
    result.put("removedParameters", costs.parameters(plan.remove()));
    result.put("predictedFlops", flops - costs.flops(plan.remove()));
    ArrayNode warnings = result.putArray("warnings");
    ExportRewriter.apply(model, plan, stage).forEach(warnings::add);
    Soundness.checkOutput(stage);
    return result;
  }

  private static List<String> warnings(Stage pruned) {
    List<String> warnings = new ArrayList<>();
    pruned.result().path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return warnings;
  }

  private Parity verify(Path tuned, Path pruned) {
    ObjectNode inputs = JsonFiles.newObject();
    inputs.set("dense", hashes(tuned));
    inputs.set("pruned", hashes(pruned));
    inputs.put("seed", request.seed());
    return ParityJson.read(
        complete("verified", inputs, stage -> ParityJson.of(check(tuned, pruned))).result());
  }

  private Parity check(Path tuned, Path pruned) {
    Plan plan = PlanJson.read(pruned.resolve(ExportRewriter.PLAN_FILE));
    Parity parity =
        new ParityCheck(request.settings().session(), request.seed(), progress)
            .check(ExportFolder.open(tuned), ExportFolder.open(pruned), plan);
    if (!parity.holds()) {
      throw new SottoException(
          SottoException.Code.CHECK_FAILED,
          "the rewritten export does not compute what the dense one does with the same groups set"
              + " to zero: "
              + parity.measurements());
    }
    return parity;
  }

  private EvalResult evaluate(Path model, String which) {
    ObjectNode inputs = JsonFiles.newObject();
    inputs.set("model", hashes(model));
    inputs.put("data", request.evaluation().fingerprint());
    inputs.put("traits", traits(request.evaluation()));
    SettingsJson.write(inputs.putObject("settings"), request.settings());
    request
        .settings()
        .normalizer()
        .ifPresent(normalizer -> inputs.put("normalizer", normalizer.id()));
    Stage stage =
        complete(
            "evaluated",
            inputs,
            output ->
                EvalJson.of(
                    Evaluation.run(
                        ExportFolder.open(model),
                        request.evaluation(),
                        request.settings(),
                        progress.of(which))));
    return EvalJsonReader.parse(stage.folder().resolve(Stages.RECORD), stage.result());
  }

  /** What a fingerprint leaves out, though it decides how is heard and what the result says. */
  private static String traits(Dataset dataset) {
    ObjectNode json = JsonFiles.newObject();
    ArrayNode languages = json.putArray("languages");
    ArrayNode speakers = json.putArray("speakers");
    for (Utterance utterance : dataset.utterances()) {
      languages.add(utterance.language().orElse(null));
      speakers.add(utterance.speaker().orElse(null));
    }
    return FileHash.sha256(JsonFiles.writeCompact(json));
  }

  /** Each model is read once for this; none changes while a run lasts. */
  private ObjectNode hashes(Path model) {
    return hashes.computeIfAbsent(
        model,
        folder -> {
          ObjectNode found = JsonFiles.newObject();
          ModelIdentity.of(ExportFolder.open(folder)).sha256().forEach(found::put);
          return found;
        });
  }

  private Stage complete(String name, ObjectNode inputs, Function<OutputFolder, ObjectNode> work) {
    Stage stage = stages.complete(name, inputs, work);
    done.add(stage);
    return stage;
  }
}
