package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.plan.PlanFile;
import java.util.List;

/**
 * What a compression did.
 *
 * @param dense the evaluation before
 * @param compressed the evaluation after
 * @param stages in the order in which they were gone through
 * @param seed of every random draw in it
 */
public record CompressionResult(
    PlanFile plan,
    Pruned pruned,
    Parity parity,
    EvalResult dense,
    EvalResult compressed,
    List<Stage<?>> stages,
    long seed) {

  public CompressionResult {
    stages = List.copyOf(stages);
  }

  /** Of the plan as it lies in the export. */
  String planSha256() {
    return FileHash.sha256(plan.bytes());
  }
}
