package dev.sotto.compressor.compress;

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
}
