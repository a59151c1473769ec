package dev.sotto.compressor.cli.options;

import dev.sotto.models.io.OutputFile;
import dev.sotto.models.io.OutputGuard;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a plan is kept with the weights that it names. */
public final class KeptPlanOption {
  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "Write the plan here, too, and beside it the weights that --calibrate chose: with them"
              + " 'apply' makes and 'verify' proves the result again.")
  private Optional<Path> file = Optional.empty();

  /**
   * Refuses files that are read, exist already, or lie in the output.
   *
   * @throws dev.sotto.models.SottoException if one is refused
   */
  public void check(OutputFolderOptions out, Path... inputs) {
    for (Path written : file.map(PlanFile::mayWrite).orElseGet(List::of)) {
      OutputGuard.check(written, inputs);
      out.checkApart("--plan", written);
      OutputFile.checkWritable(written, out.replaces());
    }
  }

  /** Writes the plan, if it is to be kept. */
  public void write(Plan plan, boolean replace) {
    file.ifPresent(target -> PlanFile.write(plan, target, replace));
  }

  /** Whether a plan names weights that are not kept. */
  public boolean loses(Plan plan) {
    return file.isEmpty() && plan.takesWeights();
  }
}
