package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.PlanCosts;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.PlanFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What removal did.
 *
 * @param removedParameters as the plan predicted them
 * @param predictedFlops of the smaller export, standard workload
 * @param warnings what a user should know about the export
 */
public record Pruned(long removedParameters, long predictedFlops, List<String> warnings) {
  public Pruned {
    warnings = List.copyOf(warnings);
  }

  /**
   * Writes the smaller export.
   *
   * @throws dev.sotto.models.SottoException if the plan does not fit the model
   */
  static Pruned write(ExportFolder export, PlanFile plan, OutputFolder output) {
    WhisperModel model = export.read();
    PlanCosts costs = PlanCosts.of(model, plan.plan());
    // Before the rewrite, which spends the model.
    long removed = costs.parameters();
    long predictedFlops = WhisperCost.of(export).flops().standard() - costs.flops();
    List<String> warnings = ExportRewriter.apply(model, plan, output);
    Soundness.checkOutput(output);
    return new Pruned(removed, predictedFlops, warnings);
  }

  /** This and what the removal of tokens did afterwards. */
  Pruned then(Pruned tokens) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(tokens.warnings);
    return new Pruned(removedParameters + tokens.removedParameters, tokens.predictedFlops, all);
  }

  /** This and what the removal of whole layers did before. */
  Pruned and(Shortened before) {
    List<String> all = new ArrayList<>(before.warnings());
    all.addAll(warnings);
    return new Pruned(removedParameters + before.removedParameters(), predictedFlops, all);
  }
}
