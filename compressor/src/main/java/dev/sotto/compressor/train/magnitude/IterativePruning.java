package dev.sotto.compressor.train.magnitude;

import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.GroupRanking;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.weights.BlockElements.Values;
import java.util.ArrayList;
import java.util.List;

/** Masks more at the end of each round: single weights, or groups. */
public final class IterativePruning {
  private final MagnitudePruning settings;
  private final List<BlockGroups> blocks;
  private final List<Parameter> masked = new ArrayList<>();
  private final Masks masks;

  /**
   * @param blocks whose weights are masked: their matrices, or groups with all that belongs to them
   */
  public IterativePruning(
      MagnitudePruning settings, List<BlockGroups> blocks, Parameters parameters) {
    this.settings = settings;
    this.blocks = blocks;
    for (BlockGroups block : blocks) {
      for (Slice slice : block.places().slices()) {
        Parameter parameter = parameters.get(slice.role());
        if (settings.unit() == Unit.GROUPS || parameter.shape().length > 1) {
          masked.add(parameter);
        }
      }
    }
    this.masks = new Masks(masked);
  }

  /** What is masked so far. */
  public Masks masks() {
    return masks;
  }

  /**
   * Masks what the end of a round asks for, by the weights as they are now.
   *
   * @param round counted from 1
   */
  public void prune(int round) {
    double share = settings.share(round);
    if (settings.unit() == Unit.WEIGHTS) {
      long wanted = Math.round(share * masks.length());
      new LeastWeights(masked, masks).mask(wanted - masks.count());
      return;
    }
    new GroupRanking(blocks, settings.heads())
        .leave(
            share,
            settings.target(),
            this::isMasked,
            parameter -> Values.of(parameter.floats()),
            (block, group) -> mask(blocks.get(block).places(), group));
  }

  private boolean isMasked(int block, int group) {
    BlockElements places = blocks.get(block).places();
    Slice slice = places.slices().get(0);
    int first = group * (slice.byRow() ? places.perGroup(slice) : places.groupSize());
    return masks.isMasked(slice.role(), first);
  }

  private void mask(BlockElements places, int group) {
    for (Slice slice : places.slices()) {
      places.visit(
          slice,
          group,
          1,
          (first, length, of, step, place) -> masks.mask(slice.role(), first, first + length));
    }
  }
}
