package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CalibrationOptions;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.EvaluationOptions;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.PlanOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.options.TrainingOptions;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.compress.Compression;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.compressor.compress.CompressionRequest;
import dev.sotto.compressor.compress.CompressionRequest.Training;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.search.CostSource;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.Penalty;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto compress MODEL --eval DATA --train DATA --remove layers=40% --out DIR}. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = {
      "Make a model smaller and measure what that did.",
      "With --train: fine-tunes towards zeros, plans, applies, verifies, fine-tunes the smaller"
          + " model, evaluates before and after, and reports. Without it the word error rate is"
          + " that of plain removal.",
      "A run that was broken off goes on where it was when the same command is given again."
    })
final class CompressCommand implements Callable<Integer> {
  /** The smaller model trains for a third of the steps unless told otherwise. */
  private static final int REPAIR_SHARE = 3;

  @Mixin private CommonOptions common;
  @Mixin private SeedOption seed;
  @Mixin private OutputFolderOptions out;
  @Mixin private PlanOptions plan;
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
      description = "Speech to train on, in any of these forms, and other than that of --eval.")
  private Optional<Path> train = Optional.empty();

  @Option(
      names = "--repair-steps",
      paramLabel = "N",
      description = "Steps of training after removal (default: a third of --steps).")
  private Optional<Integer> repairSteps = Optional.empty();

  @Option(
      names = "--stages",
      paramLabel = "DIR",
      description =
          "Folder of the finished stages, which another run uses again (default: the output's name"
              + " with -stages).")
  private Optional<Path> stages = Optional.empty();

  @Override
  public Integer call() {
    Planner.Request pruning = plan.request();
    out.check(inputs());
    Path folder = stages.orElseGet(() -> out.beside("stages"));
    out.checkApart("--stages", folder);
    OutputGuard.check(folder, inputs());
    OutputGuard.check(folder, out.folder());
    if (train.isEmpty() && (training.hasValidation() || repairSteps.isPresent())) {
      throw SottoException.usage(
          "--validation and --repair-steps are about training; expected --train, found none");
    }
    EvaluationSettings settings = evaluation.settings();
    CompressionRequest request =
        new CompressionRequest(
            model,
            pruning,
            calibration.listening(
                settings.session(), settings.decoding().language(), Progress.NONE),
            train.map(data -> training(data, pruning)),
            Datasets.read(evaluated, DatasetOptions.defaults()),
            settings,
            seed.value());
    request.training().ifPresent(training -> warnOfCommonClips(training, request.evaluation()));
    CompressionResult result;
    try (OutputFolder output = out.create();
        ConsoleProgress progress = common.progress()) {
      result = new Compression(request, new Stages(folder), progress).run(output);
      output.complete();
    }
    result.pruned().warnings().forEach(common::warn);
    print(result, folder);
    return 0;
  }

  private Path[] inputs() {
    return Stream.concat(Stream.of(model, evaluated), calibration.inputs().stream())
        .toArray(Path[]::new);
  }

  /** A model that learnt a clip by heart says nothing of what it would make of others. */
  private void warnOfCommonClips(Training training, Dataset evaluated) {
    Map<Path, List<AudioPart>> heard =
        evaluated.utterances().stream()
            .map(Utterance::audio)
            .collect(Collectors.groupingBy(AudioPart::file));
    long both =
        training.train().utterances().stream()
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

  private Training training(Path data, Planner.Request pruning) {
    int repair = repairSteps.orElse(training.steps() / REPAIR_SHARE);
    return new Training(
        Datasets.read(data, DatasetOptions.defaults()),
        training.validation(),
        evaluation.settings().decoding().language(),
        training.isPenaltyGiven()
            ? training.settings(pruning.heads(), seed.value())
            : training.settings(
                training.steps(), Penalty.towards(share(pruning), pruning.heads()), seed.value()),
        training.settings(repair, Penalty.none(), seed.value()),
        training.checkpointEvery());
  }

  /** Training draws to zero what the plan is to remove. */
  private double share(Planner.Request pruning) {
    ExportFolder dense = Exports.open(model);
    return pruning
        .remove()
        .map(budget -> budget.shareOfLayers(CostSource.of(dense)))
        .orElse(OptionalDouble.empty())
        .orElseThrow(
            () ->
                SottoException.usage(
                    "expected --sparsity or a strength such as --group-encoder with --train, unless"
                        + " --remove is given in layers, params, flops or bytes"));
  }

  private void print(CompressionResult result, Path folder) {
    common.print(
        () -> CompressionReport.json(result),
        text -> {
          text.print(ResultTable.compare(result.dense(), result.compressed()).toPlainText());
          text.println(CompressionReport.remarks(result));
          text.println(
              "wrote %s with plan.json, %s, %s and %s; the stages in %s are not needed any more"
                  .formatted(
                      out.folder(),
                      CompressionReport.JSON_FILE,
                      CompressionReport.MARKDOWN_FILE,
                      CompressionReport.HTML_FILE,
                      folder));
        });
  }
}
