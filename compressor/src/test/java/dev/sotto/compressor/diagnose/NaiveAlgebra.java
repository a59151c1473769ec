package dev.sotto.compressor.diagnose;

import java.util.Arrays;

/** Eigenvalues and singular values by Jacobi's rotations, which share nothing with iterations. */
final class NaiveAlgebra {
  private static final int SWEEPS = 60;
  private static final double NEGLIGIBLE = 1e-28;

  private NaiveAlgebra() {}

  /** The largest eigenvalue of a symmetric matrix: two-sided rotations until it is diagonal. */
  static double largestEigenvalue(double[][] symmetric) {
    int n = symmetric.length;
    double[][] a = Arrays.stream(symmetric).map(double[]::clone).toArray(double[][]::new);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (a[p][q] != 0) {
            rotate(a, p, q);
          }
        }
      }
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, a[i][i]);
    }
    return largest;
  }

  private static void rotate(double[][] a, int p, int q) {
    double theta = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
    double c = Math.cos(theta);
    double s = Math.sin(theta);
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
    }
  }

  /** The largest singular value: rows are rotated in pairs until all are orthogonal. */
  static double largestSingularValue(double[][] matrix) {
    double[][] rows = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    boolean turned = true;
    for (int sweep = 0; turned && sweep < SWEEPS; sweep++) {
      turned = false;
      for (int i = 0; i < rows.length; i++) {
        for (int j = i + 1; j < rows.length; j++) {
          turned |= orthogonalise(rows[i], rows[j]);
        }
      }
    }
    return Math.sqrt(Arrays.stream(rows).mapToDouble(row -> dot(row, row)).max().orElseThrow());
  }

  private static boolean orthogonalise(double[] a, double[] b) {
    double aa = dot(a, a);
    double bb = dot(b, b);
    double ab = dot(a, b);
    if (ab * ab <= NEGLIGIBLE * aa * bb) {
      return false;
    }
    double zeta = (bb - aa) / (2 * ab);
    double t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double c = 1 / Math.sqrt(1 + t * t);
    double s = c * t;
    for (int k = 0; k < a.length; k++) {
      double ak = a[k];
      a[k] = c * ak - s * b[k];
      b[k] = s * ak + c * b[k];
    }
    return true;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
