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
 * @param removedLayerParameters those of them that were in layers
 * @param layerParameters of all groups before, of which budgets in layers are shares
 * @param predictedFlops of the smaller export, standard workload
 * @param warnings what a user should know about the export
 */
public record Pruned(
    long removedParameters,
    long removedLayerParameters,
    long layerParameters,
    long predictedFlops,
    List<String> warnings) {
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
    long removedOfLayers = costs.layerParameters();
    long ofLayers = costs.allLayerParameters();
    long predictedFlops = WhisperCost.of(export).flops().standard() - costs.flops();
    List<String> warnings = ExportRewriter.apply(model, plan, output);
    Soundness.checkOutput(output);
    return new Pruned(removed, removedOfLayers, ofLayers, predictedFlops, warnings);
  }

  /** This and what other edits did afterwards. */
  Pruned then(Pruned others) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(others.warnings);
    return new Pruned(
        removedParameters + others.removedParameters,
        removedLayerParameters + others.removedLayerParameters,
        layerParameters,
        others.predictedFlops,
        all);
  }

  /** This and what the removal of whole layers did before. */
  Pruned and(Shortened before) {
    List<String> all = new ArrayList<>(before.warnings());
    all.addAll(warnings);
    return new Pruned(
        removedParameters + before.removedParameters(),
        removedLayerParameters + before.removedParameters(),
        before.layerParameters(),
        predictedFlops,
        all);
  }
}
