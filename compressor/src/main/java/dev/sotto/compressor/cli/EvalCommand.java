package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Manifest;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.OutputFile;
import dev.sotto.models.OutputGuard;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.JsonFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto eval MODEL MANIFEST}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Measure how well a model hears, and what that costs.",
      "Word error rate with a 95 %% interval, parameters, FLOPs, bytes, peak memory, real-time factor."
    })
final class EvalCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private EvaluationOptions options;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "MANIFEST",
      description = "JSON lines with \"audio_filepath\" and \"text\".")
  private Path manifest;

  @Option(names = "--limit", paramLabel = "N", description = "Take the first N utterances only.")
  private Optional<Integer> limit = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", description = "Write the result as JSON here, too.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "Overwrite the file of --out.")
  private boolean force;

  @Override
  public Integer call() {
    EvaluationSettings settings = options.settings();
    out.ifPresent(this::checkOutput);
    ExportFolder export = ExportFolder.open(model);
    Dataset all = Manifest.read(manifest);
    Dataset dataset = limit.map(all::limit).orElse(all);
    EvalResult result;
    try (ConsoleProgress progress = common.progress()) {
      result = Evaluation.run(export, dataset, settings, progress);
    }
    ObjectNode json = EvalJson.of(result);
    out.ifPresent(file -> OutputFile.write(file, JsonFiles.write(json), force));
    if (common.json()) {
      common.print(json);
    } else {
      common.out().print(ResultTable.of(result).toPlainText());
      common.out().flush();
    }
    return 0;
  }

  private void checkOutput(Path file) {
    OutputGuard.check(file, model, manifest);
    OutputFile.checkWritable(file, force);
  }
}
