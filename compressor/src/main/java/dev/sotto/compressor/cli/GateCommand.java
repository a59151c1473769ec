package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.GateLimitOptions;
import dev.sotto.compressor.cli.options.GateOptions;
import dev.sotto.compressor.cli.options.GateOutputs;
import dev.sotto.compressor.cli.options.ResultOptions;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.eval.compare.Role;
import dev.sotto.eval.compare.Subject;
import dev.sotto.eval.compare.SubjectReader;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.gate.CandidateEvaluation;
import dev.sotto.eval.gate.Gate;
import dev.sotto.eval.gate.GateJson;
import dev.sotto.eval.gate.GateReport;
import dev.sotto.eval.gate.GateText;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sotto gate --baseline FILE --candidate FILE|MODEL}. */
@Command(
    name = "gate",
    mixinStandardHelpOptions = true,
    description = {
      "Let a candidate pass, or not, by its word error rate and other limits.",
      "Both must have heard the same utterances. Exit code 0 if it passes, 4 if not.",
      "FILE is a result of 'sotto eval', a compression.json (its dense model as the baseline, its"
          + " compressed one as the candidate), or JSON lines or a table of any recogniser with"
          + " \"id\", \"reference\" (or \"text\") and \"hypothesis\"."
    })
final class GateCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--baseline", paramLabel = "FILE", required = true, description = "What was.")
  private Path baseline;

  @Option(
      names = "--candidate",
      paramLabel = "FILE|MODEL",
      required = true,
      description =
          "What is to be. A folder is an export, which is evaluated as the baseline was; needs"
              + " --data.")
  private Path candidate;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "The data set that the baseline heard, for a candidate that is an export.")
  private Optional<Path> data = Optional.empty();

  @Mixin private GateOptions options;
  @Mixin private GateLimitOptions limits;
  @Mixin private GateOutputs outputs;

  @Override
  public Integer call() {
    Gate gate = new Gate(options.settings(), limits.checks());
    outputs.check(
        Stream.concat(Stream.of(baseline, candidate), data.stream()).toArray(Path[]::new));
    Subject before = SubjectReader.read(baseline, Role.BASELINE);
    Subject after = candidate(before);
    GateReport report = gate.run(before, after);
    report.warnings().forEach(common::warn);
    common.print(() -> GateJson.of(report), text -> text.print(GateText.plain(report)));
    // After the verdict, which a full disk must not cost.
    outputs.write(report);
    if (!report.passes()) {
      throw SottoException.checkFailed(candidate + ": " + report.summary());
    }
    return 0;
  }

  private Subject candidate(Subject before) {
    boolean export = Files.isDirectory(candidate) || candidate.toString().endsWith(".onnx");
    if (export != data.isPresent()) {
      throw SottoException.usage(
          export
              ? "--candidate is an export: expected --data with what it is to hear"
              : "--data is for a candidate that is an export; " + candidate + " is none");
    }
    if (!export) {
      return SubjectReader.read(candidate, Role.CANDIDATE);
    }
    ExportFolder model = Exports.open(candidate);
    try (ConsoleProgress progress = common.progress()) {
      Dataset dataset = Datasets.read(data.orElseThrow(), readAsFor(before), progress);
      outputs.check(ResultOptions.clips(dataset));
      return Subject.of(CandidateEvaluation.run(model, dataset, before, progress));
    }
  }

  /** All rows, of which the baseline's ids choose; bad ones may stand where it went on without. */
  private static DatasetOptions readAsFor(Subject baseline) {
    boolean skipped =
        baseline.result().filter(result -> result.data().selection().bad().count() > 0).isPresent();
    return new DatasetOptions(Filter.NONE, skipped, false);
  }
}
