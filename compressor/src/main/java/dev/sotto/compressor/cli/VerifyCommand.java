package dev.sotto.compressor.cli;

import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityCheck;
import dev.sotto.compressor.verify.ParityJson;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanJson;
import dev.sotto.models.rewrite.ExportRewriter;
import dev.sotto.models.whisper.ExportFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto verify DENSE COMPRESSED}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Prove that a compressed export computes what it should.",
      "That is what the dense export does with the same groups set to zero; both are run by ONNX"
          + " Runtime at every optimisation level."
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SeedOption seed;
  @Mixin private RuntimeOptions runtime;

  @Parameters(index = "0", paramLabel = "DENSE", description = "Folder of the dense export.")
  private Path dense;

  @Parameters(
      index = "1",
      paramLabel = "COMPRESSED",
      description = "Folder of the compressed export.")
  private Path compressed;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "The plan that was applied (default: plan.json of the compressed export).")
  private Path plan;

  @Override
  public Integer call() {
    Path planFile = plan == null ? compressed.resolve(ExportRewriter.PLAN_FILE) : plan;
    ExportFolder denseFolder = ExportFolder.open(dense);
    ExportFolder compressedFolder = ExportFolder.open(compressed);
    if (plan == null && !Files.exists(planFile)) {
      throw SottoException.badInput(
          planFile, "no such file; name the plan that was applied with --plan");
    }
    Plan applied = PlanJson.read(planFile);
    Parity parity;
    try (ConsoleProgress progress = common.progress()) {
      parity =
          new ParityCheck(runtime.settings(), seed.value(), progress)
              .check(denseFolder, compressedFolder, applied);
    }
    if (common.json()) {
      common.print(ParityJson.of(parity));
    } else {
      ParityText.print(parity, common.out());
    }
    if (!parity.holds()) {
      throw new SottoException(
          SottoException.Code.CHECK_FAILED,
          compressed
              + ": does not compute what "
              + dense
              + " does with the same groups set to zero"
              + parity.failure().map(reason -> "; " + reason).orElse(""));
    }
    return 0;
  }
}
