package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.TrialOption;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.plan.PlanFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto apply MODEL --plan plan.json --out DIR}. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = "Write the smaller export that a plan makes of a model.")
final class ApplyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputFolderOptions out;
  @Mixin private TrialOption trial;

  @Parameters(
      paramLabel = "MODEL",
      description = "Folder of the Whisper ONNX export that the plan is for.")
  private Path model;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      required = true,
      description = "The plan to apply.")
  private Path plan;

  @Override
  public Integer call() {
    out.check(model, plan);
    PlanFile read = PlanFile.read(plan);
    read.notice().ifPresent(common::warn);
    ExportFolder folder = Exports.open(model);
    try (OutputFolder output = out.create()) {
      WhisperModel whisper = folder.read();
      PlanCheck.check(read.plan(), whisper);
      Soundness.checkInput(whisper, trial.value());
      List<String> warnings = ExportRewriter.apply(whisper, read, output);
      Soundness.checkOutput(output);
      output.complete();
      warnings.forEach(common::warn);
    }
    common.print(
        () -> JsonFiles.newObject().put("folder", out.folder().toString()),
        text -> text.println("wrote " + out.folder()));
    return 0;
  }
}
