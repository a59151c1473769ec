package dev.sotto.compressor.train.optimize;

/**
 * {@code p = a + sqrt(offset + scale * q)}, by which AdamW and AdaBayes-FP divide the average
 * gradient; {@code q} is the average of the squared gradients.
 */
record RootPrecision(double a, double scale, double offset) {
  /** Elements of a run over arrays: three such arrays stay in the first-level cache. */
  static final int RUN = 512;

  double of(double q) {
    return a + Math.sqrt(offset + scale * q);
  }

  /**
   * Divides each of the first {@code count} numerators by the precision of its {@code squares}.
   * Over arrays the compiler takes several roots and divisions in one instruction, which a loop
   * over buffers of floats does not get; they are what a step's time goes into.
   */
  void divide(double[] numerators, double[] squares, int count) {
    for (int i = 0; i < count; i++) {
      numerators[i] = numerators[i] / (a + Math.sqrt(offset + scale * squares[i]));
    }
  }
}
