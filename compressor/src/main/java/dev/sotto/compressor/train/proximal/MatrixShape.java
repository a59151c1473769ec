package dev.sotto.compressor.train.proximal;

/**
 * The shape of a weight in its logical form {@code [out, in]}, row-major.
 *
 * @param rows outputs
 * @param cols inputs; 1 for a bias
 */
public record MatrixShape(int rows, int cols) {
  public MatrixShape {
    if (rows < 1 || cols < 1) {
      throw new IllegalArgumentException(
          "expected at least one row and column, received " + rows + " x " + cols);
    }
  }

  long elements() {
    return (long) rows * cols;
  }
}
