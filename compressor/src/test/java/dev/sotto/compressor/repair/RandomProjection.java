package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Random;

/** A projection, and rows of correlated inputs with a mean for it to read. */
final class RandomProjection {
  private final OutputProjection projection;
  private final double[][] inputs;

  private RandomProjection(OutputProjection projection, double[][] inputs) {
    this.projection = projection;
    this.inputs = inputs;
  }

  OutputProjection projection() {
    return projection;
  }

  double[][] inputs() {
    return inputs;
  }

  static RandomProjection of(int groups, int size, int outputs, int rows, long seed) {
    Random random = new Random(seed);
    Kind kind = size == 1 ? Kind.FEED_FORWARD : Kind.SELF_ATTENTION;
    BlockId id = new BlockId(Stack.ENCODER, 0, kind);
    Block block = new Block(id, groups, size, size == 1 ? Block.ofUnits(id) : Block.ofHeads(id));
    int n = groups * size;
    double[][] weights = new double[n + 1][outputs];
    double[][] mixing = new double[n][n];
    fill(weights, random);
    fill(mixing, random);
    double[][] inputs = new double[rows][n];
    for (double[] row : inputs) {
      for (int source = 0; source < n; source++) {
        double value = random.nextGaussian();
        for (int j = 0; j < n; j++) {
          row[j] += mixing[source][j] * value * (1.0 + source) / n;
        }
      }
      for (int j = 0; j < n; j++) {
        row[j] += 0.3 * j;
      }
    }
    return new RandomProjection(new OutputProjection(block, outputs, weights), inputs);
  }

  private static void fill(double[][] matrix, Random random) {
    for (double[] row : matrix) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian();
      }
    }
  }

  InputMoments moments() {
    int n = inputs[0].length;
    double[] mean = new double[n];
    double[] gram = new double[n * n];
    for (double[] row : inputs) {
      for (int i = 0; i < n; i++) {
        mean[i] += row[i] / inputs.length;
        for (int j = 0; j < n; j++) {
          gram[i * n + j] += row[i] * row[j] / inputs.length;
        }
      }
    }
    return new InputMoments(n, inputs.length, mean, gram);
  }

  /** {@code E|(W - W') z|^2 + ridge * |W - W'|^2} by going through the rows; the bias is free. */
  double objective(OutputProjection other, double ridge) {
    double sum = 0;
    for (double[] row : inputs) {
      for (int output = 0; output < projection.outputs(); output++) {
        double change = difference(other, row.length, output);
        for (int j = 0; j < row.length; j++) {
          change += difference(other, j, output) * row[j];
        }
        sum += change * change / inputs.length;
      }
    }
    for (int j = 0; j < inputs[0].length; j++) {
      for (int output = 0; output < projection.outputs(); output++) {
        sum += ridge * Math.pow(difference(other, j, output), 2);
      }
    }
    return sum;
  }

  private double difference(OutputProjection other, int row, int output) {
    return projection.rows()[row][output] - other.rows()[row][output];
  }

  /** {@code lambda} times the mean square of the inputs. */
  double ridge(double damping) {
    InputMoments moments = moments();
    double sum = 0;
    for (int j = 0; j < moments.width(); j++) {
      sum += moments.square(j);
    }
    return damping * sum / moments.width();
  }
}
