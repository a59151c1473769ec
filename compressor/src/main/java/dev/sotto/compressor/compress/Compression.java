package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.CompressionRequest.Training;
import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.compress.Planning.Made;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.saliency.SaliencyContext.Heard;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityCheck;
import dev.sotto.compressor.vocabulary.ChosenVocabulary;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanFile;
import dev.sotto.models.plan.PlanJson;
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
  /** Weights that a repair gives, beside the plan. */
  private static final String WEIGHTS = "weights.safetensors";

  private final CompressionRequest request;
  private final Stages stages;
  private final Progress progress;
  private final List<Stage<?>> done = new ArrayList<>();
  private final Map<Path, Map<String, String>> hashes = new HashMap<>();
  private final TrainingStages training;

  public Compression(CompressionRequest request, Stages stages, Progress progress) {
    this.request = request;
    this.stages = stages;
    this.progress = progress;
    this.training = new TrainingStages(request, stages, this::hashes, progress);
  }

  /**
   * What a compression found, before anything of it is written.
   *
   * @param result with the smaller model in the folder of a stage
   * @param folder of that model
   */
  public record Found(CompressionResult result, Path folder) {}

  /**
   * Writes the smaller export and its results to {@code output}, which the caller completes.
   *
   * @throws SottoException as {@link #find}
   */
  public CompressionResult run(OutputFolder output) {
    return write(find(), output, output.target().toString());
  }

  /**
   * Goes through all stages, and writes nothing else.
   *
   * @throws SottoException if the model cannot be taken apart, before any stage is made; if another
   *     input cannot be used, the result does not compute what it should, or training was
   *     interrupted; the finished stages remain
   */
  public Found find() {
    request.checkModel();
    Stage<EvalResult> before = evaluate(request.dense(), "dense");
    Optional<Stage<Shortened>> shorter = shorten();
    Path start = shorter.map(Stage::folder).orElse(request.dense());
    Path tuned = train("finetuned", start, Training::finetune);
    PlanFile planned = plan(tuned);
    Stage<Pruned> pruned = prune(tuned, planned);
    Parity parity = verify(tuned, pruned.folder(), planned.plan());
    PlanFile plan = planned;
    Pruned removed = pruned.result();
    if (shorter.isPresent()) {
      Plan first = PlanJson.read(start.resolve(PlanFile.NAME));
      parity = verify(request.dense(), start, first).and(parity);
      removed = removed.and(shorter.get().result());
      plan = PlanFile.of(shorter.get().result().toPlan(first, planned.plan(), tuned == start));
    }
    Left left =
        new Left(plan, removed, parity, train("repaired", pruned.folder(), Training::repair));
    if (request.besides().context().isPresent()) {
      left = then(left, PlanFile.of(nothing(left.folder()).and(request.besides().context().get())));
    }
    left = left.in(robust(left.folder()));
    if (request.besides().vocabulary().isPresent()) {
      // Behind all training, as what is trained learns from a model with all tokens.
      ChosenVocabulary kept =
          planning(request.listening())
              .vocabulary(
                  request.besides().vocabulary().get(), Exports.open(tuned), () -> hashes(tuned));
      left = then(left, PlanFile.of(kept.after(nothing(left.folder()))));
    }
    Optional<PlanFile> last = last(left.folder());
    if (last.isPresent()) {
      left = then(left, last.get());
    }
    Stage<EvalResult> after = evaluate(left.folder(), "compressed");
    LoopEvidence loops = complete(LoopGuard.step(before, after)).result();
    return new Found(
        new CompressionResult(
            left.plan(),
            left.removed(),
            left.parity(),
            before.result(),
            after.result(),
            loops,
            done,
            request.seed()),
        left.folder());
  }

  /** What edits left so far. */
  private record Left(PlanFile plan, Pruned removed, Parity parity, Path folder) {
    Left in(Path other) {
      return new Left(plan, removed, parity, other);
    }
  }

  /** Has a model that takes short windows learn to do without the rest, if it is to. */
  private Path robust(Path model) {
    return request.training().flatMap(Training::contextRobust).isPresent()
        ? train("context-robust", model, training -> training.contextRobust().orElseThrow())
        : model;
  }

  /** Makes more edits of what is left. */
  private Left then(Left left, PlanFile more) {
    Stage<Pruned> next = prune(left.folder(), more);
    return new Left(
        PlanFile.of(left.plan().plan().then(more.plan())),
        left.removed().then(next.result()),
        left.parity().and(verify(left.folder(), next.folder(), more.plan())),
        next.folder());
  }

  /**
   * Writes what was found to {@code output}, which the caller completes.
   *
   * @param name of the folder, as results tell it
   */
  public CompressionResult write(Found found, OutputFolder output, String name) {
    CompressionResult result = found.result().inFolder(name);
    output.copyAll(found.folder(), file -> !file.equals(Stages.RECORD));
    output.write(PlanFile.NAME, result.plan().bytes());
    CompressionReport.write(result, request.dense(), output);
    return result;
  }

  private Path train(String name, Path model, Function<Training, TrainingSettings> phase) {
    List<Stage<?>> made = training.train(name, model, phase);
    done.addAll(made);
    return made.isEmpty() ? model : made.get(made.size() - 1).folder();
  }

  private record ShorteningInputs(
      Map<String, String> model,
      String layers,
      Optional<Listening.Identity> listening,
      long seed) {}

  private Optional<Stage<Shortened>> shorten() {
    if (request.besides().layers().isEmpty()) {
      return Optional.empty();
    }
    Optional<Listening> heard =
        request.listening().filter(listening -> request.besides().layers().isMeasured());
    return Optional.of(
        complete(
            Step.of(
                "shortened",
                new ShorteningInputs(
                    hashes(request.dense()),
                    request.besides().layers().toString(),
                    heard.map(Listening::identity),
                    request.seed()),
                Shortened.class,
                output -> shorten(Exports.open(request.dense()), heard, output))));
  }

  private Shortened shorten(
      ExportFolder dense, Optional<Listening> listening, OutputFolder output) {
    Optional<Heard> heard = planning(listening).heard(dense, () -> hashes(request.dense()));
    return Shortened.write(
        Shortening.of(request.besides().layers(), dense, heard, progress), dense, output);
  }

  private record PlanningInputs(
      Map<String, String> model,
      Planner.Request plan,
      Optional<Listening.Identity> listening,
      long seed) {}

  private PlanFile plan(Path model) {
    Stage<Made.Errors> stage =
        complete(
            Step.of(
                "planned",
                new PlanningInputs(
                    hashes(model),
                    request.plan(),
                    request.listening().map(Listening::identity),
                    request.seed()),
                Made.Errors.class,
                output -> plan(model, output)));
    return PlanFile.read(stage.folder().resolve(PlanFile.NAME));
  }

  private Planning planning(Optional<Listening> listening) {
    return new Planning(
        request.plan(), listening, request.settings().session(), request.seed(), stages, progress);
  }

  private Made.Errors plan(Path model, OutputFolder output) {
    Path weights = output.path().resolve(WEIGHTS);
    Made made =
        planning(request.listening()).plan(Exports.open(model), () -> hashes(model), weights);
    output.write(PlanFile.NAME, PlanJson.write(made.plan()));
    return made.errors();
  }

  /** Names and rounds, in one plan, since a rounded model is edited no more. */
  private Optional<PlanFile> last(Path model) {
    Optional<PlanFile> rounding = request.besides().formats().map(formats -> round(model, formats));
    Optional<Plan> naming = request.besides().names().map(names -> nothing(model).and(names));
    return naming
        .map(names -> rounding.map(PlanFile::plan).map(names::then).orElse(names))
        .map(PlanFile::of)
        .or(() -> rounding);
  }

  private PlanFile round(Path model, FormatRequest formats) {
    Stage<RoundingStep.Made> stage =
        complete(
            new RoundingStep(formats, request.listening(), request.seed(), stages, progress)
                .of(model, nothing(model), hashes(model)));
    return PlanFile.read(stage.folder().resolve(PlanFile.NAME));
  }

  private record PruningInputs(Map<String, String> model, String plan) {}

  private Stage<Pruned> prune(Path model, PlanFile plan) {
    return complete(
        Step.of(
            "pruned",
            new PruningInputs(hashes(model), FileHash.sha256(plan.bytes())),
            Pruned.class,
            stage -> Pruned.write(Exports.open(model), plan, stage)));
  }

  /** A plan for {@code model} that leaves it as it is. */
  private Plan nothing(Path model) {
    return new Plan(
        ExportRewriter.identities(Exports.open(model).read()),
        request.plan().heads(),
        Map.of(),
        List.of());
  }

  private Parity verify(Path tuned, Path pruned, Plan plan) {
    ParityCheck check = new ParityCheck(request.settings().session(), request.seed(), progress);
    return complete(ParityStep.of(check, tuned, pruned, plan, this::hashes)).result();
  }

  private Stage<EvalResult> evaluate(Path model, String which) {
    return complete(
        EvaluationStep.of(
            model, hashes(model), request.evaluation(), request.settings(), progress.of(which)));
  }

  /** Each model is read once for this; none changes while a run lasts. */
  private Map<String, String> hashes(Path model) {
    return hashes.computeIfAbsent(model, folder -> ModelIdentity.of(Exports.open(folder)).sha256());
  }

  private <R> Stage<R> complete(Step<R> step) {
    Stage<R> stage = stages.complete(step);
    done.add(stage);
    return stage;
  }
}
