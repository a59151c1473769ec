package dev.sotto.compressor.repair;

import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;

/**
 * {@code lambda}, the share of the mean of the moments' diagonal that is added to it: the fewer
 * rows were seen, the less they can be trusted, and the decoder sees few.
 */
record Damping(double encoder, double decoder) {
  static final Damping USUAL = new Damping(1e-3, 1e-2);

  double of(Block block) {
    return block.id().stack() == Stack.ENCODER ? encoder : decoder;
  }
}
