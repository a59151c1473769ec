package dev.sotto.models.weights;

import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.LogicalAxis;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the elements of a block's groups lie. Group {@code g} takes rows or columns {@code g *
 * groupSize} to {@code (g + 1) * groupSize} of each slice: of a feed-forward network with {@code
 * fc1 [F, D]} and {@code fc2 [D, F]}, unit i takes row i of fc1, element i of its bias and column i
 * of fc2.
 *
 * @param groups number of heads or units
 * @param groupSize width of a head, or 1 for a unit
 */
public record BlockElements(int groups, int groupSize, List<Slice> slices) {

  /**
   * A row-major matrix that holds a part of every group.
   *
   * @param role of the weight
   * @param byRow whether the groups lie along its rows
   * @param columns 1 for a vector
   */
  public record Slice(String role, boolean byRow, int rows, int columns) {
    static Slice of(String role, boolean byRow, long[] shape) {
      return new Slice(
          role,
          byRow,
          Math.toIntExact(shape[0]),
          shape.length == 1 ? 1 : Math.toIntExact(shape[1]));
    }

    /** How many rows or columns there are to share between the groups. */
    int width() {
      return byRow ? rows : columns;
    }

    /** Elements that stand at each place along the axis. */
    int depth() {
      return byRow ? columns : rows;
    }

    public int elements() {
      return Math.multiplyExact(rows, columns);
    }
  }

  /** Takes neighbouring elements of a slice. */
  @FunctionalInterface
  public interface Run {
    /**
     * Element {@code first + k} of the slice, for k below {@code length}, is one of group {@code
     * group + k * step}.
     *
     * @param step 0 where all belong to one group, 1 where each belongs to the next
     * @param place which one of its group's elements in this slice the first is
     */
    void at(int first, int length, int group, int step, int place);
  }

  /** Numbers by the places of a slice's elements. */
  @FunctionalInterface
  public interface Values {
    /** Reads {@code length} numbers from that of element {@code first} on. */
    void read(int first, double[] into, int length);

    /** The elements of a buffer. */
    static Values of(FloatBuffer elements) {
      return (first, into, length) -> {
        float[] read = new float[length];
        elements.get(first, read);
        for (int k = 0; k < length; k++) {
          into[k] = read[k];
        }
      };
    }
  }

  public BlockElements {
    slices = List.copyOf(slices);
    if (groups < 1 || groupSize < 1 || slices.isEmpty()) {
      throw new IllegalArgumentException(
          "expected groups with at least one slice, received %d of size %d with %d slices"
              .formatted(groups, groupSize, slices.size()));
    }
    for (Slice slice : slices) {
      if (slice.width() != groups * groupSize) {
        throw new IllegalArgumentException(
            "%s: expected %d groups of size %d, received a width of %d"
                .formatted(slice.role(), groups, groupSize, slice.width()));
      }
    }
  }

  /**
   * Those of a block to its roles.
   *
   * @param shapes of the weights by role; couplings without one are left out, as the key bias is,
   *     which Whisper does not have
   */
  public static BlockElements of(Block block, Function<String, Optional<long[]>> shapes) {
    List<Slice> slices = new ArrayList<>();
    for (Coupling coupling : block.couplings()) {
      shapes
          .apply(coupling.role())
          .map(shape -> Slice.of(coupling.role(), coupling.axis() == LogicalAxis.OUT, shape))
          .ifPresent(slices::add);
    }
    return new BlockElements(block.groups(), block.groupSize(), slices);
  }

  /** Those of a block as its weights are stored, in the order of {@link LogicalWeight#float32}. */
  public static BlockElements stored(Block block, Function<String, LogicalWeight> weights) {
    List<Slice> slices = new ArrayList<>();
    for (Coupling coupling : block.couplings()) {
      WeightSite site = weights.apply(coupling.role()).first();
      long[] shape = site.form().part(site.tensor()).shape();
      slices.add(Slice.of(coupling.role(), site.storedAxis(coupling.axis()) == 0, shape));
    }
    return new BlockElements(block.groups(), block.groupSize(), slices);
  }

  /** {@code p_g}, the number of elements of a group in all slices. */
  public int perGroup() {
    return slices.stream().mapToInt(this::perGroup).sum();
  }

  /** The number of elements of a group in one slice. */
  public int perGroup(Slice slice) {
    return groupSize * slice.depth();
  }

  /** Visits the elements of {@code slice} in their order, or group by group, which is the same. */
  public void visit(Slice slice, Run run) {
    visit(slice, 0, groups, run);
  }

  /** Visits those of {@code count} groups from {@code from} on. */
  public void visit(Slice slice, int from, int count, Run run) {
    if (slice.byRow()) {
      int length = perGroup(slice);
      for (int group = from; group < from + count; group++) {
        run.at(group * length, length, group, 0, 0);
      }
      return;
    }
    for (int row = 0; row < slice.rows(); row++) {
      int first = row * slice.columns() + from * groupSize;
      if (groupSize == 1) {
        run.at(first, count, from, 1, row);
        continue;
      }
      for (int group = 0; group < count; group++) {
        run.at(first + group * groupSize, groupSize, from + group, 0, row * groupSize);
      }
    }
  }

  /**
   * Adds the square of each number to the sum of its group, in the order of the elements, so that
   * the same numbers always give the same sums.
   */
  public void addSquares(Slice slice, Values values, double[] sums) {
    double[] read = new double[Math.max(perGroup(slice), slice.columns())];
    visit(
        slice,
        (first, length, group, step, place) -> {
          values.read(first, read, length);
          if (step == 0) {
            sums[group] = addSquares(read, length, sums[group]);
            return;
          }
          for (int k = 0; k < length; k++) {
            sums[group + k] += read[k] * read[k];
          }
        });
  }

  private static double addSquares(double[] numbers, int length, double sum) {
    double result = sum;
    for (int k = 0; k < length; k++) {
      result += numbers[k] * numbers[k];
    }
    return result;
  }
}
