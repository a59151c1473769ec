package dev.sotto.compressor.repair;

import java.util.List;
import java.util.Map;

/**
 * How well a model can do without the groups of each block, measured once for all budgets.
 *
 * @param curves by block name
 */
public record Survey(Map<String, Curve> curves) {

  /**
   * What the groups of a block cost, as the optimal brain surgeon takes them out.
   *
   * @param order of removal; one group is left in the end
   * @param losses mean squared error of the block's output that each adds
   * @param damping {@code lambda} that served best on clips which the moments do not know
   * @param divergence nats that the model's answers change by for each unit of that error, as
   *     measured where part of the groups is gone
   */
  public record Curve(
      List<Integer> order, List<Double> losses, double damping, double divergence) {}
}
