package dev.sotto.compressor.compress;

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

  /** This and what the removal of whole layers did before. */
  Pruned and(Shortened before) {
    List<String> all = new ArrayList<>(before.warnings());
    all.addAll(warnings);
    return new Pruned(removedParameters + before.removedParameters(), predictedFlops, all);
  }
}
