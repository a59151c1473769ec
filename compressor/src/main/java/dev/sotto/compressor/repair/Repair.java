package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.Observed;
import java.util.List;

/** Gives the output projection of a block other weights, so that what leaves is missed less. */
public interface Repair {

  /**
   * The projection after the repair.
   *
   * @param dense before it, which is not changed
   * @param observed what it reads and, if {@link #follow} asks for targets, what it had better give
   * @param removed groups whose inputs are gone; their rows are zero in the result
   * @param damping {@code lambda}, the share of the mean of the moments' diagonal that is added to
   *     it, so that weights change only as far as the rows that were seen can tell
   */
  OutputProjection repair(
      OutputProjection dense, Observed observed, List<Integer> removed, double damping);

  /**
   * Whether the outputs of the dense model are needed as targets, and what share of the difference
   * between the streams they are to make up for; below 0 for no targets.
   */
  default double follow() {
    return -1;
  }

  /** As command lines and plans spell it. */
  String name();
}
