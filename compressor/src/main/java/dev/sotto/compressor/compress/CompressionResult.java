package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.plan.Plan;
import java.util.List;

/**
 * What a compression did.
 *
 * @param planSha256 of the plan as it lies in the export
 * @param removedParameters as the plan predicted them
 * @param predictedFlops of the compressed export, standard workload
 * @param dense the evaluation before
 * @param compressed the evaluation after
 * @param warnings what a user should know about the export
 * @param stages in the order in which they were gone through
 * @param seed of every random draw in it
 */
public record CompressionResult(
    Plan plan,
    String planSha256,
    long removedParameters,
    long predictedFlops,
    Parity parity,
    EvalResult dense,
    EvalResult compressed,
    List<String> warnings,
    List<Stage> stages,
    long seed) {

  public CompressionResult {
    warnings = List.copyOf(warnings);
    stages = List.copyOf(stages);
  }
}
