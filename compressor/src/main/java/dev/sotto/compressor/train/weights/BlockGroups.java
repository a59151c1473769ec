package dev.sotto.compressor.train.weights;

import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.weights.BlockElements.Values;
import dev.sotto.models.whisper.Block;
import java.nio.FloatBuffer;
import java.util.function.Function;

/**
 * The coupled groups of one block, heads or units, in the parameters where their elements lie.
 *
 * @param places where the elements of the groups lie
 */
public record BlockGroups(Block block, Parameters parameters, BlockElements places) {
  /** The groups of {@code block}; couplings that the model lacks, such as a bias, have none. */
  public static BlockGroups of(Block block, Parameters parameters) {
    return new BlockGroups(
        block,
        parameters,
        BlockElements.of(block, role -> parameters.find(role).map(Parameter::shape)));
  }

  /** Number of groups. */
  public int size() {
    return block.groups();
  }

  /** Elements of one group, {@code p_g}. */
  public long elements() {
    return places.perGroup();
  }

  /** The sum over each group of the squares of the values of its elements. */
  public double[] sumOfSquares(Function<Parameter, Values> values) {
    double[] sums = new double[size()];
    for (Slice slice : places.slices()) {
      places.addSquares(slice, values.apply(parameters.get(slice.role())), sums);
    }
    return sums;
  }

  /** The squared norm of each group. */
  public double[] squaredNorms() {
    return sumOfSquares(parameter -> Values.of(parameter.floats()));
  }

  /** Multiplies the elements of each group by its factor. */
  public void scale(double[] factors) {
    for (Slice slice : places.slices()) {
      FloatBuffer weights = parameters.get(slice.role()).floats();
      places.visit(
          slice,
          (first, length, group, step, place) -> {
            if (step == 0 && factors[group] == 1) {
              return;
            }
            for (int k = 0; k < length; k++) {
              double factor = factors[group + k * step];
              if (factor != 1) {
                weights.put(first + k, (float) (weights.get(first + k) * factor));
              }
            }
          });
    }
  }
}
