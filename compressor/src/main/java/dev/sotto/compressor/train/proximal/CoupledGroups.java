package dev.sotto.compressor.train.proximal;

import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The groups of a block and the tensors they are scattered over. Group {@code g} takes rows or
 * columns {@code g * groupSize} to {@code (g + 1) * groupSize} of each slice: of a feed-forward
 * network with {@code fc1 [F, D]} and {@code fc2 [D, F]}, unit i takes row i of fc1, element i of
 * its bias and column i of fc2.
 *
 * @param groups number of heads or units
 * @param groupSize width of a head, or 1 for a unit
 */
public record CoupledGroups(int groups, int groupSize, List<CoupledSlice> slices) {
  public CoupledGroups {
    slices = List.copyOf(slices);
    if (groups < 1 || groupSize < 1 || slices.isEmpty()) {
      throw new IllegalArgumentException(
          "expected groups with at least one slice, received %d of size %d with %d slices"
              .formatted(groups, groupSize, slices.size()));
    }
    for (CoupledSlice slice : slices) {
      if (slice.width() != groups * groupSize) {
        throw new IllegalArgumentException(
            "%s: expected %d groups of size %d along %s, received a width of %d"
                .formatted(slice.tensor(), groups, groupSize, slice.axis(), slice.width()));
      }
    }
  }

  /**
   * The groups of a model's block.
   *
   * @param shapes of the trained tensors by role; couplings without one are left out, as the key
   *     bias is, which Whisper does not have
   */
  public static CoupledGroups of(Block block, Map<String, MatrixShape> shapes) {
    List<CoupledSlice> slices = new ArrayList<>();
    for (Coupling coupling : block.couplings()) {
      MatrixShape shape = shapes.get(coupling.role());
      if (shape != null) {
        slices.add(new CoupledSlice(coupling.role(), coupling.axis(), shape));
      }
    }
    return new CoupledGroups(block.groups(), block.groupSize(), slices);
  }

  /** {@code p_g}, the number of elements of a group in all its slices. */
  public int elementsPerGroup() {
    int elements = 0;
    for (CoupledSlice slice : slices) {
      elements += groupSize * slice.depth();
    }
    return elements;
  }
}
