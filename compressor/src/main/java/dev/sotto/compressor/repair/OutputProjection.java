package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.torch.Matrices;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.whisper.Block;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The projection that ends a block, {@code y = W x + b}, by its inputs: what each of them adds to
 * the output, and last of all the bias, which is what an input of ones adds.
 */
public final class OutputProjection {
  private final Block block;
  private final int outputs;
  private final double[][] rows;

  /**
   * @param block whose groups are ranges of inputs
   * @param outputs {@code D}
   * @param rows {@code [n + 1][D]}: row {@code j} is column {@code j} of {@code W}
   */
  OutputProjection(Block block, int outputs, double[][] rows) {
    this.block = block;
    this.outputs = outputs;
    this.rows = rows;
  }

  Block block() {
    return block;
  }

  /** {@code D}. */
  int outputs() {
    return outputs;
  }

  /** {@code [n + 1][D]}: row {@code j} is column {@code j} of {@code W}; not a copy. */
  double[][] rows() {
    return rows;
  }

  static OutputProjection of(Block block, Parameters parameters) {
    Parameter weight = parameters.get(block.id().outputRole("weight"));
    int outputs = (int) weight.shape()[0];
    int inputs = (int) weight.shape()[1];
    FloatBuffer values = weight.floats();
    double[][] rows = new double[inputs + 1][outputs];
    for (int output = 0; output < outputs; output++) {
      for (int input = 0; input < inputs; input++) {
        rows[input][output] = values.get(output * inputs + input);
      }
    }
    FloatBuffer bias = parameters.get(block.id().outputRole("bias")).floats();
    for (int output = 0; output < outputs; output++) {
      rows[inputs][output] = bias.get(output);
    }
    return new OutputProjection(block, outputs, rows);
  }

  /** {@code n}. */
  int inputs() {
    return rows.length - 1;
  }

  /** The inputs of groups. */
  BitSet inputs(List<Integer> groups) {
    int size = block.groupSize();
    BitSet inputs = new BitSet();
    groups.forEach(group -> inputs.set(group * size, (group + 1) * size));
    return inputs;
  }

  /** A copy that may be changed. */
  OutputProjection copy() {
    double[][] copy = new double[rows.length][];
    for (int row = 0; row < copy.length; row++) {
      copy[row] = rows[row].clone();
    }
    return new OutputProjection(block, outputs, copy);
  }

  /** A copy with zeros for the inputs of groups. */
  OutputProjection without(List<Integer> groups) {
    OutputProjection copy = copy();
    inputs(groups).stream().forEach(input -> Arrays.fill(copy.rows[input], 0));
    return copy;
  }

  /** Writes these numbers into the model. */
  void store(Parameters parameters) {
    FloatBuffer weight = parameters.get(block.id().outputRole("weight")).floats();
    for (int output = 0; output < outputs; output++) {
      for (int input = 0; input < inputs(); input++) {
        weight.put(output * inputs() + input, (float) rows[input][output]);
      }
    }
    FloatBuffer bias = parameters.get(block.id().outputRole("bias")).floats();
    for (int output = 0; output < outputs; output++) {
      bias.put(output, (float) rows[inputs()][output]);
    }
  }

  /**
   * {@code E|(W - W') x + b - b'|^2 / E|W x|^2}: what another projection in the place of this one
   * changes, against what this one gives.
   */
  double relativeError(OutputProjection other, InputMoments moments) {
    double[][] changes = new double[rows.length][outputs];
    for (int row = 0; row < rows.length; row++) {
      for (int output = 0; output < outputs; output++) {
        changes[row][output] = rows[row][output] - other.rows[row][output];
      }
    }
    double own = square(rows, moments) - bias(rows, moments);
    return own == 0 ? 0 : square(changes, moments) / own;
  }

  /** {@code E|W z|^2} for {@code z = (x, 1)}. */
  private static double square(double[][] rows, InputMoments moments) {
    double[] gram = BrainSurgeon.damped(moments, 0);
    int order = rows.length;
    int outputs = rows[0].length;
    double[] flat = new double[order * outputs];
    for (int row = 0; row < order; row++) {
      System.arraycopy(rows[row], 0, flat, row * outputs, outputs);
    }
    double[] product = Matrices.product(gram, flat, order, order, outputs);
    double sum = 0;
    for (int i = 0; i < flat.length; i++) {
      sum += flat[i] * product[i];
    }
    return sum;
  }

  /** The part of {@code E|W z|^2} that is the bias's. */
  private static double bias(double[][] rows, InputMoments moments) {
    int inputs = rows.length - 1;
    double sum = 0;
    for (int output = 0; output < rows[0].length; output++) {
      double bias = rows[inputs][output];
      double mean = 0;
      for (int input = 0; input < inputs; input++) {
        mean += rows[input][output] * moments.mean()[input];
      }
      sum += bias * (bias + 2 * mean);
    }
    return sum;
  }
}
