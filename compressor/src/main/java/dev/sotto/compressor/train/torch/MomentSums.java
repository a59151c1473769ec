package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.models.whisper.BlockId.Stack;

/** Sums over the rows of clips that count, in float64. */
final class MomentSums {
  /** Positions of half a second: the decoder reads there that nothing more is said. */
  private static final int AFTER_SOUND = 25;

  private final NDArray product;
  private final NDArray sum;
  private long rows;

  MomentSums(int outputs, int inputs, NDManager manager) {
    product = manager.zeros(new Shape(outputs, inputs), DataType.FLOAT64);
    sum = manager.zeros(new Shape(outputs), DataType.FLOAT64);
  }

  /** Rows that count: sound and half a second after it, or all tokens. */
  static int rows(CalibrationClip clip, Stack stack, int positions) {
    return stack == Stack.DECODER
        ? clip.rows(Rows.TOKENS)
        : Math.min(clip.positions() + AFTER_SOUND, positions);
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
