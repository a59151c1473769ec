package dev.sotto.compressor.repair;

import java.util.Arrays;

/**
 * Eigenvalues and eigenvectors of symmetric matrices, in float64: {@code A v = l v}. Householder
 * reflections make the matrix tridiagonal, and implicitly shifted QL rotations make that diagonal
 * (Golub and Van Loan, Matrix Computations, 4th edition, 2013, sections 8.3.1 and 8.3.3).
 */
public final class SymmetricEigen {
  private static final double EPSILON = Math.ulp(1.0);

  /** Two or three for each value are usual. */
  private static final int MOST_ROUNDS = 100;

  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /** [n], descending; not a copy. */
  public double[] values() {
    return values;
  }

  /** [n][n]: row {@code i} is of unit length and belongs to value {@code i}; not a copy. */
  public double[][] vectors() {
    return vectors;
  }

  /**
   * Those of a matrix.
   *
   * @param matrix [n, n], row-major; its lower triangle is read
   */
  public static SymmetricEigen of(double[] matrix, int n) {
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = matrix[i * n + j];
        a[j][i] = a[i][j];
      }
    }
    double[] diagonal = new double[n];
    double[] beside = new double[n];
    double[][] vectors = tridiagonal(a, diagonal, beside);
    diagonalise(diagonal, beside, vectors);
    return sorted(diagonal, vectors);
  }

  /**
   * Makes {@code a} tridiagonal.
   *
   * @param a spent afterwards
   * @return {@code Q^T} of {@code A = Q T Q^T}
   */
  private static double[][] tridiagonal(double[][] a, double[] diagonal, double[] beside) {
    int n = a.length;
    double[][] reflectors = new double[n][];
    for (int k = 0; k < n - 1; k++) {
      diagonal[k] = a[k][k];
      double[] v = a[k].clone();
      double square = 0;
      for (int j = k + 1; j < n; j++) {
        square += v[j] * v[j];
      }
      beside[k] = v[k + 1];
      if (square == v[k + 1] * v[k + 1]) {
        // Only the first number is there.
        continue;
      }
      // Away from the first axis, so that nothing cancels.
      double reflected = v[k + 1] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
      beside[k] = reflected;
      double half = square - v[k + 1] * reflected; // |v - reflected e|^2 / 2
      v[k + 1] -= reflected;
      reflect(a, v, k + 1, 1 / half);
      reflectors[k] = v;
      v[k] = 1 / half;
    }
    diagonal[n - 1] = a[n - 1][n - 1];
    return product(reflectors);
  }

  /** {@code A := H A H} for {@code H = I - v v^T beta}, from row and column {@code first} on. */
  private static void reflect(double[][] a, double[] v, int first, double beta) {
    int n = a.length;
    double[] w = new double[n];
    double along = 0;
    for (int i = first; i < n; i++) {
      double sum = 0;
      double[] row = a[i];
      for (int j = first; j < n; j++) {
        sum += row[j] * v[j];
      }
      w[i] = beta * sum;
      along += w[i] * v[i];
    }
    double shift = beta * along / 2;
    for (int i = first; i < n; i++) {
      w[i] -= shift * v[i];
    }
    for (int i = first; i < n; i++) {
      double[] row = a[i];
      for (int j = first; j < n; j++) {
        row[j] -= v[i] * w[j] + w[i] * v[j];
      }
    }
  }

  /** The transposed product of reflections, each {@code v} from its own place on, beta before. */
  private static double[][] product(double[][] reflectors) {
    int n = reflectors.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      product[i][i] = 1;
    }
    for (int k = n - 1; k >= 0; k--) {
      double[] v = reflectors[k];
      if (v == null) {
        continue;
      }
      // Rows are columns of Q, so each is reflected by itself.
      for (int i = k + 1; i < n; i++) {
        double along = 0;
        for (int j = k + 1; j < n; j++) {
          along += product[i][j] * v[j];
        }
        along *= v[k];
        for (int j = k + 1; j < n; j++) {
          product[i][j] -= along * v[j];
        }
      }
    }
    return product;
  }

  private static void diagonalise(double[] d, double[] e, double[][] vectors) {
    int n = d.length;
    for (int from = 0; from < n; from++) {
      int rounds = 0;
      int to = blockEnd(d, e, from);
      while (to > from) {
        if (++rounds > MOST_ROUNDS) {
          throw new IllegalStateException("eigenvalues do not converge; is a number not finite?");
        }
        rotate(d, e, vectors, from, to);
        to = blockEnd(d, e, from);
      }
    }
  }

  /** The last place that {@code from} is coupled to. */
  private static int blockEnd(double[] d, double[] e, int from) {
    int end = from;
    while (end < d.length - 1
        && Math.abs(e[end]) > EPSILON * (Math.abs(d[end]) + Math.abs(d[end + 1]))) {
      end++;
    }
    return end;
  }

  /** One QL step with Wilkinson's shift on the block {@code from} to {@code to}. */
  private static void rotate(double[] d, double[] e, double[][] vectors, int from, int to) {
    double ratio = (d[from + 1] - d[from]) / (2 * e[from]);
    double bulge = d[to] - d[from] + e[from] / (ratio + Math.copySign(Math.hypot(ratio, 1), ratio));
    double sine = 1;
    double cosine = 1;
    double moved = 0;
    for (int i = to - 1; i >= from; i--) {
      double f = sine * e[i];
      double b = cosine * e[i];
      double length = Math.hypot(f, bulge);
      e[i + 1] = length;
      if (length == 0) {
        d[i + 1] -= moved;
        e[to] = 0;
        return;
      }
      sine = f / length;
      cosine = bulge / length;
      double g = d[i + 1] - moved;
      double r = (d[i] - g) * sine + 2 * cosine * b;
      moved = sine * r;
      d[i + 1] = g + moved;
      bulge = cosine * r - b;
      turn(vectors[i], vectors[i + 1], sine, cosine);
    }
    d[from] -= moved;
    e[from] = bulge;
    e[to] = 0;
  }

  private static void turn(double[] one, double[] other, double sine, double cosine) {
    for (int k = 0; k < one.length; k++) {
      double before = other[k];
      other[k] = sine * one[k] + cosine * before;
      one[k] = cosine * one[k] - sine * before;
    }
  }

  private static SymmetricEigen sorted(double[] values, double[][] vectors) {
    int n = values.length;
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    Arrays.sort(order, (i, j) -> Double.compare(values[j], values[i]));
    double[] sortedValues = new double[n];
    double[][] sortedVectors = new double[n][];
    for (int i = 0; i < n; i++) {
      sortedValues[i] = values[order[i]];
      sortedVectors[i] = vectors[order[i]];
    }
    return new SymmetricEigen(sortedValues, sortedVectors);
  }
}
