package dev.sotto.compressor.cli;

import dev.sotto.compressor.compress.Compression;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.search.Planner;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Manifest;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.OutputFolder;
import dev.sotto.models.whisper.ExportFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto compress MODEL --eval MANIFEST --remove params=10% --out DIR}. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = {
      "Make a model smaller and measure what that did.",
      "Plans, applies, verifies, evaluates before and after, and reports. Nothing repairs the smaller"
          + " model yet, so its word error rate is that of plain removal."
    })
final class CompressCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputFolderOptions out;
  @Mixin private PlanOptions plan;
  @Mixin private EvaluationOptions evaluation;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Option(
      names = "--eval",
      paramLabel = "MANIFEST",
      required = true,
      description = "Speech to evaluate on: JSON lines with \"audio_filepath\" and \"text\".")
  private Path manifest;

  @Option(
      names = "--seed",
      defaultValue = "20510",
      description = "Seed of the input on which removal is verified (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    Planner.Request request = plan.request();
    out.check(model, manifest);
    EvaluationSettings settings = evaluation.settings();
    ExportFolder dense = ExportFolder.open(model);
    Dataset dataset = Manifest.read(manifest);
    CompressionResult result;
    try (OutputFolder output = out.create();
        ConsoleProgress progress = common.progress()) {
      result = new Compression(dense, dataset, settings, seed, progress).run(request, output);
      output.complete();
    }
    result.warnings().forEach(common::warn);
    if (common.json()) {
      common.print(CompressionReport.json(result));
    } else {
      common.out().print(ResultTable.compare(result.dense(), result.compressed()).toPlainText());
      common.out().println(CompressionReport.remarks(result));
      common
          .out()
          .println(
              "wrote "
                  + out.folder()
                  + " with plan.json, "
                  + CompressionReport.JSON_FILE
                  + " and "
                  + CompressionReport.MARKDOWN_FILE);
      common.out().flush();
    }
    return 0;
  }
}
