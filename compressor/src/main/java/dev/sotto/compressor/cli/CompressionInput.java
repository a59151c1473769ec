package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CalibrationOptions;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.EvaluationOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.training.TrainingOptions;
import dev.sotto.compressor.cli.training.TrainingOptions.Defaults;
import dev.sotto.compressor.compress.Besides;
import dev.sotto.compressor.compress.CompressionRequest;
import dev.sotto.compressor.compress.CompressionRequest.Training;
import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.label.SpeechInput;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.CostSource;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.SetContext;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to compress, on what speech, and how: all but what leaves and where the result goes. */
final class CompressionInput {
  /** The smaller model trains for a third of the steps unless told otherwise. */
  private static final int REPAIR_SHARE = 3;

  @Mixin private SeedOption seed;
  @Mixin private CalibrationOptions calibration;
  @Mixin private EvaluationOptions evaluation;
  @Mixin private TrainingOptions training;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Option(
      names = "--eval",
      paramLabel = "DATA",
      required = true,
      description = "Speech to evaluate on, in any form that 'sotto eval' reads.")
  private Path evaluated;

  @Option(
      names = "--train",
      paramLabel = "DATA",
      description = {
        "Speech to train on, in any of these forms, and other than that of --eval.",
        "Clips of a manifest without a text, and recordings in a folder, get what the model itself"
            + " writes, as 'sotto label' does."
      })
  private Optional<Path> train = Optional.empty();

  @Option(
      names = "--repair-steps",
      paramLabel = "N",
      description = "Steps of training after removal (default: a third of --steps; 0 with --imp).")
  private Optional<Integer> repairSteps = Optional.empty();

  /** Folder of the dense model. */
  Path model() {
    return model;
  }

  /** Whether there is speech to choose by. */
  boolean listens() {
    return calibration.isGiven();
  }

  /** Whether projections are to become thin. */
  boolean thins() {
    return calibration.thins();
  }

  /** What is read, which no output may replace. */
  Path[] paths() {
    return Stream.concat(Stream.of(model, evaluated), calibration.inputs().stream())
        .toArray(Path[]::new);
  }

  /**
   * Reads the data once, for as many compressions as there are to be.
   *
   * @param common where warnings go
   * @param besides what is done whatever the plan is
   * @return what a pruning makes a request of
   */
  Function<Planner.Request, CompressionRequest> read(CommonOptions common, Besides besides) {
    if (train.isEmpty()) {
      refuseTraining(common.given());
    }
    training.check();
    if (training.isContextRobust()) {
      checkContext(besides.context());
    }
    if (train.isPresent() && calibration.thins()) {
      throw SottoException.usage("what --low-rank gives cannot be trained; leave --train out");
    }
    EvaluationSettings settings = evaluation.settings();
    Optional<Listening> listening =
        calibration.listening(settings.session(), settings.decoding().language(), Progress.NONE);
    Dataset heard = Datasets.read(evaluated, DatasetOptions.defaults());
    Optional<Dataset> learnt = train.map(SpeechInput::read);
    Optional<Defaults> defaults =
        learnt.map(data -> new Defaults(TrainingInput.recipe(model, data), true, true));
    Optional<Dataset> validation = learnt.flatMap(data -> training.validation());
    learnt.ifPresent(data -> warnOfCommonClips(data, heard, common));
    learnt
        .flatMap(data -> TrainingInput.tooFewToHoldOut(data, training.heldOut(defaults.get())))
        .ifPresent(common::warn);
    if (learnt.isPresent() && training.masked().filter(Unit.WEIGHTS::equals).isPresent()) {
      throw SottoException.usage(
          "single weights leave no graph smaller; expected --imp groups, or 'finetune --imp weights'"
              + " and 'eval' to see what they cost");
    }
    return pruning ->
        new CompressionRequest(
            model,
            besides,
            pruning,
            listening,
            learnt.map(
                data -> {
                  // Where nothing but whole layers or tokens leaves, there is nothing to draw to
                  // zero.
                  boolean nothing = pruning.remove().isEmpty() && !besides.isEmpty();
                  return training(
                      data,
                      validation,
                      defaults.get(),
                      pruning.heads(),
                      () -> nothing ? 0 : share(pruning));
                }),
            heard,
            settings,
            seed.value());
  }

  /** An option that would do nothing is a mistake. */
  private void refuseTraining(List<String> given) {
    Set<String> about = new HashSet<>(training.names());
    about.add("--repair-steps");
    List<String> idle = given.stream().filter(about::contains).toList();
    if (!idle.isEmpty()) {
      throw SottoException.usage(
          "%s: about training; expected --train, found none".formatted(String.join(", ", idle)));
    }
  }

  /** Short windows are learnt by a model that takes any, or is going to. */
  private void checkContext(Optional<SetContext> context) {
    if (context.isEmpty()) {
      FineTuning.requireAnyLength(model);
    } else if (!context.get().equals(SetContext.FLEXIBLE)) {
      throw SottoException.usage(
          "--context-robust is about windows of any length; expected --context flexible");
    }
  }

  /** A model that learnt a clip by heart says nothing of what it would make of others. */
  private static void warnOfCommonClips(
      Dataset trained, Dataset evaluatedOn, CommonOptions common) {
    Map<Path, List<AudioPart>> heard =
        evaluatedOn.utterances().stream()
            .map(Utterance::audio)
            .collect(Collectors.groupingBy(AudioPart::file));
    long both =
        trained.utterances().stream()
            .map(Utterance::audio)
            .filter(
                clip ->
                    heard.getOrDefault(clip.file(), List.of()).stream().anyMatch(clip::overlaps))
            .count();
    if (both > 0) {
      common.warn(
          both + " clips of --eval are trained on, so its word error rate will look too good");
    }
  }

  private Training training(
      Dataset data,
      Optional<Dataset> validation,
      Defaults defaults,
      HeadMode heads,
      DoubleSupplier share) {
    // What was masked in rounds was trained after each.
    int repair =
        repairSteps.orElse(
            training.masked().isPresent() ? 0 : training.steps(defaults.recipe()) / REPAIR_SHARE);
    return new Training(
        data,
        validation,
        evaluation.settings().decoding().language(),
        training.settings(defaults, heads, share, seed.value()),
        training.settings(defaults, repair, seed.value()),
        training.isContextRobust()
            ? Optional.of(training.contextRobust(defaults, seed.value()))
            : Optional.empty(),
        training.checkpointEvery());
  }

  /** Training makes zeros of what the plan is to remove. */
  private double share(Planner.Request pruning) {
    return pruning
        .remove()
        .filter(budget -> !budget.isCeilingAlone())
        .map(this::shareOfLayers)
        .orElse(OptionalDouble.empty())
        .orElseThrow(
            () ->
                SottoException.usage(
                    "expected --sparsity or a strength such as --group-encoder with --train, unless"
                        + " --remove is given in layers, params, flops or bytes"));
  }

  private OptionalDouble shareOfLayers(Budget budget) {
    return budget.shareOfLayers(CostSource.of(Exports.open(model)));
  }
}
