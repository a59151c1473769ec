package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.GroupCosts;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.KeepVocabulary;
import dev.sotto.models.plan.LowRank;
import dev.sotto.models.plan.PlanFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    GroupCosts costs = new GroupCosts(model);
    Map<String, List<Integer>> leaving = plan.plan().remove();
    // Before the rewrite, which spends the model.
    long parameters = model.parameters();
    long removed = costs.parameters(leaving);
    long predictedFlops = WhisperCost.of(export).flops().standard() - costs.flops(leaving);
    List<String> warnings = ExportRewriter.apply(model, plan, output);
    Soundness.checkOutput(output);
    boolean more =
        plan.plan().edits().stream()
            .anyMatch(edit -> edit instanceof LowRank || edit instanceof KeepVocabulary);
    if (more) {
      // What groups do not tell is told as it is.
      ExportFolder written = Exports.open(output.path());
      removed = parameters - written.read().parameters();
      predictedFlops = WhisperCost.of(written).flops().standard();
    }
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
