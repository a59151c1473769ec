package dev.sotto.eval.result;

import dev.sotto.eval.cost.CostReport;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.measure.ZeroedParameters;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperModel;

/**
 * What a model is, told from its files.
 *
 * @param parameters logical weights, each role once
 * @param zeroed those of them that are stored but zero
 * @param bytes of the graph files and their external data
 */
public record ModelSize(long parameters, long zeroed, long bytes, Flops flops) {

  static ModelSize of(ExportFolder export) {
    WhisperModel model = OptimumLayout.read(export);
    CostReport cost = WhisperCost.of(export);
    return new ModelSize(
        model.parameters(), ZeroedParameters.count(model), cost.bytes(), cost.flops());
  }
}
