package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.RuntimeOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.cli.text.ParityText;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityCheck;
import dev.sotto.compressor.verify.ParityJson;
import dev.sotto.compressor.verify.RoundingCheck;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanFile;
import dev.sotto.models.plan.RemovalCheck;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  static final String STRUCTURE_FORMAT = "sotto-structure/1";

  private static final int MOST_SHOWN = 20;

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

  @Option(
      names = "--structure",
      description =
          "Run nothing: compare the files with what the plan makes of DENSE, byte for byte.")
  private boolean structure;

  @Override
  public Integer call() {
    Path planFile = plan == null ? compressed.resolve(PlanFile.NAME) : plan;
    ExportFolder denseFolder = Exports.open(dense);
    ExportFolder compressedFolder = Exports.open(compressed);
    if (plan == null && !Files.exists(planFile)) {
      throw SottoException.badInput(
          planFile,
          "no such file; name the plan that was applied with --plan. A model that was trained alone"
              + " has none, and 'eval' tells what it hears");
    }
    PlanFile file = PlanFile.read(planFile);
    file.notice().ifPresent(common::warn);
    Plan applied = file.plan();
    if (structure) {
      return compareFiles(denseFolder, compressedFolder, applied);
    }
    Parity parity;
    Optional<RoundingCheck.Found> rounding;
    try (ConsoleProgress progress = common.progress()) {
      parity =
          new ParityCheck(runtime.settings(), seed.value(), progress)
              .check(denseFolder, compressedFolder, applied);
      rounding =
          parity.holds()
              ? new RoundingCheck(runtime.settings(), seed.value(), progress)
                  .check(denseFolder, compressedFolder, applied)
              : Optional.empty();
    }
    common.print(
        () -> ParityJson.of(parity, rounding),
        text -> {
          ParityText.print(parity, text);
          rounding.ifPresent(found -> ParityText.print(found, text));
        });
    if (!parity.holds()) {
      throw SottoException.checkFailed(
          "%s: does not compute what %s does with the same groups set to zero%s"
              .formatted(compressed, dense, parity.failure().map("; "::concat).orElse("")));
    }
    return 0;
  }

  private int compareFiles(ExportFolder denseFolder, ExportFolder compressedFolder, Plan applied) {
    List<String> differences =
        RemovalCheck.differences(denseFolder.read(), applied, compressedFolder);
    common.print(() -> json(differences), text -> print(differences, text));
    if (!differences.isEmpty()) {
      throw SottoException.checkFailed(
          compressed + ": is not what the plan makes of " + dense + "; " + differences.get(0));
    }
    return 0;
  }

  private static ObjectNode json(List<String> differences) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", STRUCTURE_FORMAT);
    json.put("holds", differences.isEmpty());
    differences.forEach(json.putArray("differences")::add);
    return json;
  }

  private void print(List<String> differences, PrintWriter text) {
    if (differences.isEmpty()) {
      text.println(compressed + ": exactly what the plan makes of " + dense);
    }
    differences.stream().limit(MOST_SHOWN).forEach(text::println);
    if (differences.size() > MOST_SHOWN) {
      text.println("and " + (differences.size() - MOST_SHOWN) + " more");
    }
  }
}
