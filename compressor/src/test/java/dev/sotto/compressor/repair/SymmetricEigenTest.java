package dev.sotto.compressor.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

  /** {@code A v = l v}, and the vectors are orthonormal. */
  private static void check(double[] matrix, int n) {
    SymmetricEigen eigen = SymmetricEigen.of(matrix, n);
    double scale = 1e-300;
    for (double value : matrix) {
      scale = Math.max(scale, Math.abs(value));
    }
    double trace = 0;
    for (int i = 0; i < n; i++) {
      double[] v = eigen.vectors()[i];
      assertTrue(i == 0 || eigen.values()[i - 1] >= eigen.values()[i], "descending");
      trace += eigen.values()[i] - matrix[i * n + i];
      for (int row = 0; row < n; row++) {
        double product = 0;
        for (int j = 0; j < n; j++) {
          product += matrix[row * n + j] * v[j];
        }
        assertEquals(eigen.values()[i] * v[row], product, 1e-12 * n * scale);
      }
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < n; k++) {
          dot += v[k] * eigen.vectors()[j][k];
        }
        assertEquals(i == j ? 1 : 0, dot, 1e-13 * n);
      }
    }
    assertEquals(0, trace, 1e-12 * n * scale);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 31, 120})
  void valuesAndVectorsAreThoseOfTheMatrix(int n) {
    Random random = new Random(n);
    double[] symmetric = new double[n * n];
    double[] rankTwo = new double[n * n];
    double[] diagonal = new double[n * n];
    double[][] two = {random.doubles(n).toArray(), random.doubles(n).toArray()};
    for (int i = 0; i < n; i++) {
      diagonal[i * n + i] = random.nextInt(3);
      for (int j = 0; j <= i; j++) {
        symmetric[i * n + j] = random.nextGaussian();
        symmetric[j * n + i] = symmetric[i * n + j];
        rankTwo[i * n + j] = 1e6 * two[0][i] * two[0][j] + 1e-3 * two[1][i] * two[1][j];
        rankTwo[j * n + i] = rankTwo[i * n + j];
      }
    }
    check(symmetric, n);
    check(rankTwo, n);
    check(diagonal, n);
    check(new double[n * n], n);
  }

  @Test
  void knownValues() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[] {2, 1, 0, 1, 2, 1, 0, 1, 2}, 3);
    assertArrayEquals(new double[] {2 + Math.sqrt(2), 2, 2 - Math.sqrt(2)}, eigen.values(), 1e-14);
  }
}
