package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.search.WerCeiling;
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
 * @param loops whether it repeats itself, by comparison of the two
 * @param stages in the order in which they were gone through
 * @param seed of every random draw in it
 */
public record CompressionResult(
    PlanFile plan,
    Pruned pruned,
    Parity parity,
    EvalResult dense,
    EvalResult compressed,
    LoopEvidence loops,
    List<Stage<?>> stages,
    long seed) {

  public CompressionResult {
    stages = List.copyOf(stages);
  }

  /** Whether the smaller model's error rate is below {@code ceiling}. */
  public boolean holds(WerCeiling ceiling) {
    return ceiling.allows(dense.errorRate().rate(), compressed.errorRate().rate());
  }

  /** This result with the smaller model in a folder of another name. */
  CompressionResult inFolder(String name) {
    return new CompressionResult(
        plan, pruned, parity, dense, compressed.ofFolder(name), loops, stages, seed);
  }

  /** Of the plan as it lies in the export. */
  String planSha256() {
    return FileHash.sha256(plan.bytes());
  }
}
