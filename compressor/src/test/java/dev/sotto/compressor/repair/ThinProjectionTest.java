package dev.sotto.compressor.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.torch.Matrices;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThinProjectionTest {
  private static final int IN = 60;
  private static final int OUT = 48;
  private static final int ROWS = 400;

  private final double[][] inputs = new double[ROWS][IN];
  private final double[] weight = new double[OUT * IN];
  private final double[] bias = new double[OUT];
  private final BitSet leaving = new BitSet();

  /** Inputs vary strongly in ten directions and a little in all, around a mean. */
  @BeforeEach
  void draw() {
    Random random = new Random(3);
    double[][] directions = new double[10][IN];
    for (double[] direction : directions) {
      for (int i = 0; i < IN; i++) {
        direction[i] = random.nextGaussian();
      }
    }
    for (double[] row : inputs) {
      for (int i = 0; i < IN; i++) {
        row[i] = 1 + i % 3 + 0.01 * random.nextGaussian();
      }
      for (double[] direction : directions) {
        double along = random.nextGaussian();
        for (int i = 0; i < IN; i++) {
          row[i] += along * direction[i];
        }
      }
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] = random.nextGaussian();
    }
    for (int i = 0; i < OUT; i++) {
      bias[i] = random.nextGaussian();
    }
  }

  private InputMoments moments() {
    double[] mean = new double[IN];
    double[] gram = new double[IN * IN];
    for (double[] row : inputs) {
      for (int i = 0; i < IN; i++) {
        mean[i] += row[i] / ROWS;
        for (int j = 0; j < IN; j++) {
          gram[i * IN + j] += row[i] * row[j] / ROWS;
        }
      }
    }
    return new InputMoments(IN, ROWS, mean, gram);
  }

  private double[] dense(double[] x) {
    double[] y = bias.clone();
    for (int i = 0; i < OUT; i++) {
      for (int j = 0; j < IN; j++) {
        y[i] += leaving.get(j) ? 0 : weight[i * IN + j] * x[j];
      }
    }
    return y;
  }

  private double[] thin(ThinProjection thin, double[] x) {
    double[] y = thin.bias().clone();
    for (int k = 0; k < thin.rank(); k++) {
      double middle = 0;
      for (int j = 0; j < IN; j++) {
        middle += leaving.get(j) ? 0 : thin.right()[k * IN + j] * x[j];
      }
      for (int i = 0; i < OUT; i++) {
        y[i] += thin.left()[i * thin.rank() + k] * middle;
      }
    }
    return y;
  }

  /** The share of the outputs' variance that is lost, measured on the inputs themselves. */
  private double lost(ThinProjection thin) {
    double[] mean = new double[OUT];
    for (double[] x : inputs) {
      double[] y = dense(x);
      for (int i = 0; i < OUT; i++) {
        mean[i] += y[i] / ROWS;
      }
    }
    double error = 0;
    double variance = 0;
    for (double[] x : inputs) {
      double[] y = dense(x);
      double[] found = thin(thin, x);
      for (int i = 0; i < OUT; i++) {
        error += (y[i] - found[i]) * (y[i] - found[i]);
        variance += (y[i] - mean[i]) * (y[i] - mean[i]);
      }
    }
    return error / variance;
  }

  @Test
  void theShareOfEnergyIsKeptOnTheInputs() {
    ThinProjection thin = ThinProjection.of(weight, bias, moments(), leaving, 0.99).orElseThrow();
    assertEquals(16, thin.rank(), "ten directions, up to a multiple of 16");
    assertTrue(lost(thin) < 0.01, () -> "lost " + lost(thin));
    assertTrue(lost(thin) > 0);
  }

  /** Of five clips there are five directions, and sixteen are kept. */
  @Test
  void directionsThatFewClipsDoNotTellOfAreThoseOfTheMatrix() {
    for (int row = 5; row < ROWS; row++) {
      inputs[row] = inputs[row % 5];
    }
    InputMoments exact = moments();
    double[] rounded = exact.gram().clone();
    Random random = new Random(4);
    for (int i = 0; i < IN; i++) {
      for (int j = 0; j <= i; j++) {
        rounded[i * IN + j] *= 1 + 1e-7 * random.nextGaussian();
        rounded[j * IN + i] = rounded[i * IN + j];
      }
    }
    double[] one = product(ThinProjection.of(weight, bias, exact, leaving, 0.99).orElseThrow());
    double[] other =
        product(
            ThinProjection.of(
                    weight, bias, new InputMoments(IN, ROWS, exact.mean(), rounded), leaving, 0.99)
                .orElseThrow());
    assertArrayEquals(one, other, 0.05);
    double stays = 0;
    double all = 0;
    for (int i = 0; i < one.length; i++) {
      stays += one[i] * one[i];
      all += weight[i] * weight[i];
    }
    // Sixteen directions at random would hold a third.
    assertTrue(stays / all > 0.5, stays / all + " of the matrix");
  }

  private static double[] product(ThinProjection thin) {
    return Matrices.product(thin.left(), thin.right(), OUT, thin.rank(), IN);
  }

  @Test
  void inputsThatLeaveCountAsNothing() {
    leaving.set(4, 20);
    ThinProjection thin = ThinProjection.of(weight, bias, moments(), leaving, 0.99).orElseThrow();
    assertTrue(lost(thin) < 0.01, () -> "lost " + lost(thin));
  }

  @Test
  void whatSavesNothingStaysAMatrix() {
    // 32 (60 + 48) numbers are more than 60 * 48.
    assertTrue(ThinProjection.of(weight, bias, moments(), leaving, 0.9999999).isEmpty());
    leaving.set(0, 40);
    // And 16 (20 + 48) more than 20 * 48.
    assertTrue(ThinProjection.of(weight, bias, moments(), leaving, 0.9).isEmpty());
  }
}
