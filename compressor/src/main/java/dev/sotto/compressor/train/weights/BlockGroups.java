package dev.sotto.compressor.train.weights;

import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.LogicalAxis;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The coupled groups of one block, heads or units, in the parameters where their elements lie.
 *
 * <p>Group {@code g} of a matrix {@code [out, in]} takes rows or columns {@code g * size} to {@code
 * (g + 1) * size}, after the axis of its coupling.
 */
public final class BlockGroups {
  private final Block block;
  private final List<Slice> slices;

  /** A parameter with the axis along which the groups lie. */
  private record Slice(Parameter parameter, LogicalAxis axis, int rows, int columns) {
    static Slice of(Parameter parameter, LogicalAxis axis) {
      long[] shape = parameter.shape();
      return new Slice(parameter, axis, (int) shape[0], shape.length == 1 ? 1 : (int) shape[1]);
    }

    boolean isByRow() {
      return axis == LogicalAxis.OUT;
    }
  }

  /** A value for each element of a parameter. */
  @FunctionalInterface
  public interface ElementValue {
    double of(int element);
  }

  /** Gives the values of a parameter. */
  @FunctionalInterface
  public interface Values {
    ElementValue of(Parameter parameter);
  }

  private BlockGroups(Block block, List<Slice> slices) {
    this.block = block;
    this.slices = slices;
  }

  /** The groups of {@code block}; couplings that the model lacks, such as a bias, have none. */
  public static BlockGroups of(Block block, Parameters parameters) {
    return new BlockGroups(
        block,
        block.couplings().stream()
            .filter(coupling -> parameters.find(coupling.role()).isPresent())
            .map(coupling -> slice(coupling, parameters))
            .toList());
  }

  private static Slice slice(Coupling coupling, Parameters parameters) {
    return Slice.of(parameters.get(coupling.role()), coupling.axis());
  }

  public Block block() {
    return block;
  }

  /** Number of groups. */
  public int size() {
    return block.groups();
  }

  /** Elements of one group, {@code p_g}. */
  public long elements() {
    return slices.stream().mapToLong(slice -> slice.parameter().elements()).sum() / size();
  }

  /** The sum over each group of the squares of the values of its elements. */
  public double[] sumOfSquares(Values values) {
    double[] sums = new double[size()];
    for (Slice slice : slices) {
      ElementValue value = values.of(slice.parameter());
      int element = 0;
      for (int row = 0; row < slice.rows(); row++) {
        for (int column = 0; column < slice.columns(); column++) {
          double found = value.of(element++);
          sums[(slice.isByRow() ? row : column) / block.groupSize()] += found * found;
        }
      }
    }
    return sums;
  }

  /** The squared norm of each group. */
  public double[] squaredNorms() {
    return sumOfSquares(
        parameter -> {
          FloatBuffer elements = parameter.floats();
          return elements::get;
        });
  }

  /** Multiplies the elements of each group by its factor. */
  public void scale(double[] factors) {
    for (Slice slice : slices) {
      FloatBuffer elements = slice.parameter().floats();
      for (int row = 0; row < slice.rows(); row++) {
        if (slice.isByRow() && factors[row / block.groupSize()] == 1) {
          continue;
        }
        for (int column = 0; column < slice.columns(); column++) {
          double factor = factors[(slice.isByRow() ? row : column) / block.groupSize()];
          int at = row * slice.columns() + column;
          if (factor != 1) {
            elements.put(at, (float) (elements.get(at) * factor));
          }
        }
      }
    }
  }
}
