package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.torch.Matrices;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes groups of inputs out of an output projection one after another, and lets those that stay
 * make up for them: the optimal brain surgeon (B. Hassibi and D. Stork, 1993) over groups, for the
 * mean squared error of the projection's output on what it reads.
 *
 * <p>With {@code H = (E[x x^T] + lambda * mean(diag) * I)^-1} over the inputs that are left, the
 * error that the group {@code g} adds at least is {@code tr(W_g (H_gg)^-1 W_g^T)}, and the
 * projection that reaches it is {@code W - W_g (H_gg)^-1 H_g:}. An input of ones, which is never
 * taken, stands for the bias.
 *
 * <p>{@code H} is kept as the inverse at the start and one vector for each input that left, {@code
 * H - sum v v^T}; so a step costs no pass through the whole of it.
 */
final class BrainSurgeon {
  private final Block block;
  private final int size;
  private final double[] inverse;
  private final int order;
  private final OutputProjection weights;

  /** {@code H_gg} of each group, [size, size]. */
  private final double[][] blocks;

  private final List<double[]> taken = new ArrayList<>();
  private final boolean[] gone;
  private final List<Integer> removed = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();

  /**
   * @param projection which is copied
   * @param damping {@code lambda}
   */
  BrainSurgeon(OutputProjection projection, InputMoments moments, double damping) {
    this.block = projection.block();
    this.size = block.groupSize();
    this.weights = projection.copy();
    this.order = moments.width() + 1;
    this.inverse = Matrices.inverse(damped(moments, damping), order);
    this.gone = new boolean[block.groups()];
    this.blocks = new double[block.groups()][size * size];
    for (int group = 0; group < block.groups(); group++) {
      for (int i = 0; i < size; i++) {
        int row = (group * size + i) * order + group * size;
        System.arraycopy(inverse, row, blocks[group], i * size, size);
      }
    }
  }

  /** {@code E[z z^T] + lambda * mean(diag) * I} of {@code z = (x, 1)}; the ones are not damped. */
  static double[] damped(InputMoments moments, double damping) {
    int n = moments.width();
    int order = n + 1;
    double[] matrix = new double[order * order];
    for (int i = 0; i < n; i++) {
      System.arraycopy(moments.gram(), i * n, matrix, i * order, n);
      matrix[i * order + n] = moments.mean()[i];
    }
    System.arraycopy(moments.mean(), 0, matrix, n * order, n);
    matrix[n * order + n] = 1;
    double ridge = moments.ridge(damping);
    for (int i = 0; i < n; i++) {
      matrix[i * order + i] += ridge;
    }
    return matrix;
  }

  /** Groups that left, in their order. */
  List<Integer> removed() {
    return List.copyOf(removed);
  }

  /** Mean squared error that each removal added, in their order. */
  double[] losses() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The projection as it is now: zero for what left. */
  OutputProjection projection() {
    return weights;
  }

  /** Takes the group that costs least, until {@code count} are gone. */
  void removeCheapest(int count) {
    while (removed.size() < count) {
      double[] costs =
          IntStream.range(0, block.groups())
              .parallel()
              .mapToDouble(group -> gone[group] ? Double.POSITIVE_INFINITY : cost(group))
              .toArray();
      int cheapest = 0;
      for (int group = 1; group < costs.length; group++) {
        cheapest = costs[group] < costs[cheapest] ? group : cheapest;
      }
      take(cheapest, costs[cheapest]);
    }
  }

  /** Takes a group. */
  void remove(int group) {
    take(group, cost(group));
  }

  private void take(int group, double cost) {
    gone[group] = true;
    removed.add(group);
    losses.add(cost);
    for (int i = 0; i < size; i++) {
      eliminate(group * size + i);
    }
    for (int i = 0; i < size; i++) {
      Arrays.fill(weights.rows()[group * size + i], 0);
    }
  }

  /** {@code tr(W_g (H_gg)^-1 W_g^T) = |L^-1 W_g^T|^2} with {@code H_gg = L L^T}. */
  private double cost(int group) {
    double[] factor = blocks[group].clone();
    double cost = 0;
    double[][] solved = new double[size][];
    for (int i = 0; i < size; i++) {
      double[] row = weights.rows()[group * size + i];
      solved[i] = size == 1 ? row : row.clone();
      for (int j = 0; j <= i; j++) {
        double sum = factor[i * size + j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i * size + k] * factor[j * size + k];
        }
        factor[i * size + j] = i == j ? Math.sqrt(positive(sum)) : sum / factor[j * size + j];
      }
      for (int j = 0; j < i; j++) {
        add(solved[i], solved[j], -factor[i * size + j]);
      }
      double pivot = factor[i * size + i];
      if (size > 1) {
        for (int o = 0; o < solved[i].length; o++) {
          solved[i][o] /= pivot;
        }
        cost += squares(solved[i]);
      } else {
        cost += squares(solved[i]) / (pivot * pivot);
      }
    }
    return cost;
  }

  /** The sum of squares; four at a time, none of which waits for another. */
  private static double squares(double[] values) {
    double one = 0;
    double two = 0;
    double three = 0;
    double four = 0;
    int i = 0;
    for (; i + 4 <= values.length; i += 4) {
      one += values[i] * values[i];
      two += values[i + 1] * values[i + 1];
      three += values[i + 2] * values[i + 2];
      four += values[i + 3] * values[i + 3];
    }
    double rest = 0;
    for (; i < values.length; i++) {
      rest += values[i] * values[i];
    }
    return one + two + three + four + rest;
  }

  /** Rounding may bring what is a positive number below it. */
  private static double positive(double pivot) {
    return Math.max(pivot, Double.MIN_NORMAL);
  }

  /** Takes input {@code j}: {@code W -= W_j H_j: / H_jj}, {@code H -= H_:j H_j: / H_jj}. */
  private void eliminate(int j) {
    double[] column = Arrays.copyOfRange(inverse, j * order, (j + 1) * order);
    for (double[] vector : taken) {
      add(column, vector, -vector[j]);
    }
    double pivot = positive(column[j]);
    double[][] rows = weights.rows();
    double[] leaving = rows[j].clone();
    IntStream.range(0, order)
        .parallel()
        .filter(i -> i == order - 1 || !gone[i / size] || i / size == j / size)
        .forEach(i -> add(rows[i], leaving, -column[i] / pivot));
    double root = Math.sqrt(pivot);
    for (int i = 0; i < order; i++) {
      column[i] /= root;
    }
    taken.add(column);
    for (int group = 0; group < block.groups(); group++) {
      if (!gone[group]) {
        downdate(blocks[group], column, group * size);
      }
    }
  }

  private void downdate(double[] matrix, double[] vector, int from) {
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        matrix[i * size + k] -= vector[from + i] * vector[from + k];
      }
    }
  }

  private static void add(double[] to, double[] from, double factor) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }
}
