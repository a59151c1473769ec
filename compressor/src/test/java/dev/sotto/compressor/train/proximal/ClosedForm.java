package dev.sotto.compressor.train.proximal;

/** The proximal point where one metric holds for all elements of a group. */
final class ClosedForm {
  private ClosedForm() {}

  /**
   * {@code x = u * max(0, 1 - c2 / (d * ||u||_2))}.
   *
   * @return {@code ||x||_2}
   */
  static double prox(double[] w, double d, int from, int to, double c1, double c2) {
    double threshold = c1 > 0 ? c1 / d : 0;
    for (int i = from; i < to; i++) {
      w[i] = Math.copySign(Math.max(0, Math.abs(w[i]) - threshold), w[i]);
    }
    double norm = SparseGroupLasso.norm(w, from, to);
    double shrinkage = c2 > 0 ? c2 / d : 0;
    if (shrinkage == 0) {
      return norm;
    }
    double kept = norm <= shrinkage ? 0 : 1 - shrinkage / norm;
    for (int i = from; i < to; i++) {
      w[i] = kept == 0 ? 0 : kept * w[i];
    }
    return kept * norm;
  }
}
