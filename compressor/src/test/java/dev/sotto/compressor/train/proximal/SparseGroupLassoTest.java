package dev.sotto.compressor.train.proximal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseGroupLassoTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** The subdifferential holds zero at the point, whatever the spread of metric and weights. */
  @ParameterizedTest(name = "spread of 10^{0}, seed 42")
  @ValueSource(ints = {0, 1, 4, 8, 12, 20})
  void thePointIsStationary(int decades) {
    Random random = new Random(42);
    for (int trial = 0; trial < 2000; trial++) {
      int size = 1 + random.nextInt(40);
      double[] w = new double[size];
      double[] d = new double[size];
      for (int i = 0; i < size; i++) {
        d[i] = Math.pow(10, decades * (random.nextDouble() - 0.5));
        w[i] = random.nextInt(10) == 0 ? 0 : random.nextGaussian();
      }
      double c1 = random.nextInt(4) == 0 ? 0 : scale(random, decades);
      double c2 = random.nextInt(4) == 0 ? 0 : scale(random, decades);
      double[] x = w.clone();
      double norm = SparseGroupLasso.prox(x, d.clone(), 0, size, c1, c2);
      assertEquals(SparseGroupLasso.norm(x, 0, size), norm, 1e-10 * norm, "trial " + trial);
      checkStationary(w, d, x, c1, c2, "trial " + trial);
    }
  }

  private static double scale(Random random, int decades) {
    return Math.pow(10, decades * (random.nextDouble() - 0.5)) * random.nextDouble();
  }

  private static void checkStationary(
      double[] w, double[] d, double[] x, double c1, double c2, String what) {
    double norm = SparseGroupLasso.norm(x, 0, x.length);
    if (norm == 0) {
      double squares = 0;
      for (int i = 0; i < w.length; i++) {
        double pull = Math.max(0, d[i] * Math.abs(w[i]) - c1);
        squares += pull * pull;
      }
      assertTrue(Math.sqrt(squares) <= c2 * (1 + 1e-12), what);
      return;
    }
    for (int i = 0; i < x.length; i++) {
      double scale = d[i] * Math.abs(w[i]) + c1 + c2;
      if (x[i] == 0) {
        assertTrue(d[i] * Math.abs(w[i]) <= c1 * (1 + 1e-12), what);
        continue;
      }
      double residual = d[i] * (x[i] - w[i]) + c1 * Math.signum(x[i]) + c2 * x[i] / norm;
      assertEquals(0, residual / scale, 1e-10, what + ", element " + i);
    }
  }

  @Test
  void aUniformMetricHasTheClosedForm() {
    Random random = new Random(7);
    for (int trial = 0; trial < 500; trial++) {
      double metric = Math.pow(10, 12 * (random.nextDouble() - 0.5));
      double[] w = random.doubles(9, -1, 1).toArray();
      double[] closed = w.clone();
      double[] d = new double[w.length];
      Arrays.fill(d, metric);
      double c1 = metric * random.nextDouble();
      double c2 = metric * random.nextDouble();
      SparseGroupLasso.prox(w, d, 0, w.length, c1, c2);
      ClosedForm.prox(closed, metric, 0, w.length, c1, c2);
      assertArrayEquals(closed, w, 1e-13);
    }
  }

  @Test
  void anInfiniteMetricLeavesTheWeights() {
    double[] expected = {0.3, -0.7, 0, 1e-30};
    double[] w = expected.clone();
    double[] d = {INFINITE, INFINITE, INFINITE, INFINITE};
    assertEquals(Math.hypot(0.3, 0.7), SparseGroupLasso.prox(w, d, 0, 4, 5, 7), 1e-15);
    assertArrayEquals(expected, w);
    ClosedForm.prox(w, INFINITE, 0, 4, 5, 7);
    assertArrayEquals(expected, w);
  }

  @Test
  void anInfiniteMetricOfSomeElementsKeepsThose() {
    double[] w = {0.5, 1, 0};
    SparseGroupLasso.prox(w, new double[] {INFINITE, 1, INFINITE}, 0, 3, 0.1, 0.2);
    assertEquals(0.5, w[0]);
    assertEquals(0, w[2]);
    double norm = Math.hypot(w[0], w[1]);
    assertEquals(0, w[1] - 1 + 0.1 + 0.2 * w[1] / norm, 1e-12);
  }

  @Test
  void aGroupOfZerosStaysUnderAnyMetric() {
    for (double metric : new double[] {Double.MIN_VALUE, 1e-300, 1, 1e300, INFINITE}) {
      double[] w = {0, -0.0, 0};
      double[] d = {metric, 1, metric};
      assertEquals(0, SparseGroupLasso.prox(w, d, 0, 3, 0.1, 0.1));
      assertArrayEquals(new double[3], w);
    }
  }

  @Test
  void whatIsNotANumberIsNotHidden() {
    double[] w = {Double.NaN, 1};
    assertTrue(Double.isNaN(SparseGroupLasso.prox(w, new double[] {1, 1}, 0, 2, 0.1, 0.1)));
    assertTrue(Double.isNaN(w[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> SparseGroupLasso.prox(w, new double[] {1, 1}, 0, 2, Double.NaN, 0));
  }
}
