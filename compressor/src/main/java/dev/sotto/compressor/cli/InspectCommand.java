package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.CostReport;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.FileHash;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.rewrite.ExportRewriter;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sotto inspect MODEL}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Show what a model is: layout, heads and widths per layer, parameters, FLOPs, bytes, runners.")
final class InspectCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Override
  public Integer call() {
    ExportFolder folder = ExportFolder.open(model);
    WhisperModel whisper = OptimumLayout.read(folder);
    CostReport cost = WhisperCost.of(folder);
    if (common.json()) {
      ObjectNode json = Inspection.json(whisper, cost);
      ObjectNode hashes = json.putObject("sha256");
      ExportRewriter.files(whisper)
          .forEach((name, file) -> hashes.put(name, FileHash.sha256(file)));
      common.print(json);
    } else {
      Inspection.print(whisper, cost, common.out());
    }
    return 0;
  }
}
