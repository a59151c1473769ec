package dev.sotto.models.graph;

import java.nio.FloatBuffer;

/** Copies a matrix into its transpose, tile by tile so that both sides stay in the cache. */
public final class Transposition {
  private static final int TILE = 32;

  private Transposition() {}

  /** A float32 matrix {@code [out, in]} as {@code [in, out]}, made when it is asked for. */
  public static Tensor transpose(Tensor matrix) {
    int rows = (int) matrix.shape()[0];
    int columns = (int) matrix.shape()[1];
    return matrix.withData(
        new long[] {columns, rows},
        TensorData.computed(
            matrix.data().byteSize(),
            to -> copy(matrix.bytes().asFloatBuffer(), to.asFloatBuffer(), rows, columns)));
  }

  /** {@code from} [rows, columns] to {@code to} [columns, rows], both row-major. */
  public static void copy(FloatBuffer from, FloatBuffer to, int rows, int columns) {
    for (int row = 0; row < rows; row += TILE) {
      for (int column = 0; column < columns; column += TILE) {
        copyTile(from, to, row, column, rows, columns);
      }
    }
  }

  private static void copyTile(
      FloatBuffer from, FloatBuffer to, int firstRow, int firstColumn, int rows, int columns) {
    int endRow = Math.min(firstRow + TILE, rows);
    int endColumn = Math.min(firstColumn + TILE, columns);
    for (int row = firstRow; row < endRow; row++) {
      for (int column = firstColumn; column < endColumn; column++) {
        to.put(column * rows + row, from.get(row * columns + column));
      }
    }
  }
}
