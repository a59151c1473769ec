package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Sums over the rows of clips that count, in float64. */
final class MomentSums {
  private final NDArray product;
  private final NDArray sum;
  private long rows;

  MomentSums(int outputs, int inputs, NDManager manager) {
    product = manager.zeros(new Shape(outputs, inputs), DataType.FLOAT64);
    sum = manager.zeros(new Shape(outputs), DataType.FLOAT64);
  }

  /** The first rows of [1, R, n]: [rows, n]. */
  static NDArray rows(NDArray x, int rows) {
    return x.reshape(x.getShape().get(1), x.getShape().get(2)).get(":" + rows);
  }

  /** Adds {@code a^T b}. */
  void add(NDArray a, NDArray b) {
    product.addi(a.transpose().matMul(b).toType(DataType.FLOAT64, false));
    sum.addi(a.sum(new int[] {0}).toType(DataType.FLOAT64, false));
    rows += a.getShape().get(0);
  }

  /** How many rows were added. */
  long rows() {
    return rows;
  }

  double[] mean() {
    return sum.div(rows).toDoubleArray();
  }

  double[] product() {
    return product.div(rows).toDoubleArray();
  }
}
