package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.Observed;
import java.util.List;

/**
 * Adds to the bias what the inputs that leave gave on average, {@code b + sum W_j E[x_j]} (Y. An et
 * al., "Fluctuation-based Adaptive Structured Pruning", 2024).
 */
record BiasCompensation() implements Repair {
  @Override
  public OutputProjection repair(
      OutputProjection dense, Observed observed, List<Integer> removed, double damping) {
    OutputProjection repaired = dense.without(removed);
    double[] bias = repaired.rows()[repaired.inputs()];
    dense.inputs(removed).stream()
        .forEach(
            input -> {
              double mean = observed.inputs().mean()[input];
              for (int output = 0; output < bias.length; output++) {
                bias[output] += mean * dense.rows()[input][output];
              }
            });
    return repaired;
  }

  @Override
  public String name() {
    return "bias";
  }
}
