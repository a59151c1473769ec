package dev.sotto.models.whisper;

import java.util.List;
import java.util.Set;

/**
 * A block with its groups: the heads of an attention or the units of a feed-forward network. Group
 * {@code g} takes elements {@code g * groupSize} to {@code (g + 1) * groupSize} along the axis of
 * each coupling.
 *
 * @param groups number of heads or units
 * @param groupSize width of a head ({@code head_dim}), or 1 for a unit
 * @param couplings the role slices that leave together
 */
public record Block(BlockId id, int groups, int groupSize, List<Coupling> couplings) {

  public Block {
    couplings = List.copyOf(couplings);
    if (groups < 1 || groupSize < 1) {
      throw new IllegalArgumentException(
          id + ": expected at least one group, received " + groups + " of size " + groupSize);
    }
  }

  /** This block with some of its weights as products of two factors. */
  public Block factored(Set<String> weights) {
    return new Block(
        id,
        groups,
        groupSize,
        couplings.stream()
            .map(coupling -> weights.contains(coupling.role()) ? coupling.ofFactor() : coupling)
            .toList());
  }

  /**
   * The couplings of an attention's heads: rows of q, k and v with their biases, columns of the
   * output projection.
   */
  public static List<Coupling> ofHeads(BlockId block) {
    return List.of(
        new Coupling(block.role("q_proj.weight"), LogicalAxis.OUT),
        new Coupling(block.role("q_proj.bias"), LogicalAxis.OUT),
        new Coupling(block.role("k_proj.weight"), LogicalAxis.OUT),
        new Coupling(block.role("k_proj.bias"), LogicalAxis.OUT),
        new Coupling(block.role("v_proj.weight"), LogicalAxis.OUT),
        new Coupling(block.role("v_proj.bias"), LogicalAxis.OUT),
        new Coupling(block.role("out_proj.weight"), LogicalAxis.IN));
  }

  /** The couplings of a feed-forward network's units: rows of fc1 with its bias, columns of fc2. */
  public static List<Coupling> ofUnits(BlockId block) {
    return List.of(
        new Coupling(block.role("fc1.weight"), LogicalAxis.OUT),
        new Coupling(block.role("fc1.bias"), LogicalAxis.OUT),
        new Coupling(block.role("fc2.weight"), LogicalAxis.IN));
  }
}
