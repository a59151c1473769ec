package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Sums over the rows of clips that count, in float64. Rows wait until they are many: a clip has a
 * dozen tokens, and adding up a matrix takes longer than the product of so few.
 */
final class MomentSums {
  private static final int MANY = 512;

  private final NDManager manager;
  private final NDArray product;
  private final NDArray sum;
  private NDManager waiting;
  private NDList left = new NDList();
  private NDList right = new NDList();
  private long rows;
  private long added;

  /** Whether all that waits is the same on both sides. */
  private boolean squares = true;

  MomentSums(int outputs, int inputs, NDManager manager) {
    this.manager = manager;
    product = manager.zeros(new Shape(outputs, inputs), DataType.FLOAT64);
    sum = manager.zeros(new Shape(outputs), DataType.FLOAT64);
    waiting = manager.newSubManager();
  }

  /** The first rows of [1, R, n]: [rows, n]. */
  static NDArray rows(NDArray x, int rows) {
    return x.reshape(x.getShape().get(1), x.getShape().get(2)).get(":" + rows);
  }

  /** Adds {@code a^T b}. */
  void add(NDArray a, NDArray b) {
    NDArray kept = kept(a);
    left.add(kept);
    right.add(a == b ? kept : kept(b));
    squares &= a == b;
    rows += a.getShape().get(0);
    if (rows - added >= MANY) {
      addUp();
    }
  }

  private NDArray kept(NDArray array) {
    NDArray copy = array.duplicate();
    copy.attach(waiting);
    return copy;
  }

  private void addUp() {
    if (rows > added) {
      NDArray a = NDArrays.concat(left);
      NDArray b = squares ? a : NDArrays.concat(right);
      product.addi(a.transpose().matMul(b).toType(DataType.FLOAT64, false));
      sum.addi(a.sum(new int[] {0}).toType(DataType.FLOAT64, false));
      added = rows;
    }
    waiting.close();
    waiting = manager.newSubManager();
    left = new NDList();
    right = new NDList();
    squares = true;
  }

  /** How many rows were added. */
  long rows() {
    return rows;
  }

  double[] mean() {
    addUp();
    return sum.div(rows).toDoubleArray();
  }

  double[] product() {
    addUp();
    return product.div(rows).toDoubleArray();
  }
}
