package dev.sotto.runtime.align;

/**
 * The cheapest path through a table of costs from its first corner to its last, which goes down,
 * right, or both at once: dynamic time warping, as OpenAI's {@code timing.py} has it.
 */
final class TimeWarping {
  private static final byte BOTH = 0;
  private static final byte DOWN = 1;
  private static final byte RIGHT = 2;

  private TimeWarping() {}

  /**
   * Where the path enters each row.
   *
   * @param costs [rows, columns], neither empty
   * @return for each row the first column on the path
   */
  static int[] firstColumns(double[][] costs) {
    int rows = costs.length;
    int columns = costs[0].length;
    byte[][] came = new byte[rows][columns];
    double[] above = new double[columns];
    for (int row = 0; row < rows; row++) {
      double[] sums = new double[columns];
      for (int column = 0; column < columns; column++) {
        double both = row > 0 && column > 0 ? above[column - 1] : Double.POSITIVE_INFINITY;
        double down = row > 0 ? above[column] : Double.POSITIVE_INFINITY;
        double right = column > 0 ? sums[column - 1] : Double.POSITIVE_INFINITY;
        double least = Math.min(both, Math.min(down, right));
        if (row == 0 && column == 0) {
          least = 0;
        }
        came[row][column] = both == least ? BOTH : down == least ? DOWN : RIGHT;
        sums[column] = costs[row][column] + least;
      }
      above = sums;
    }
    return trace(came);
  }

  private static int[] trace(byte[][] came) {
    int row = came.length - 1;
    int column = came[0].length - 1;
    int[] first = new int[came.length];
    first[row] = column;
    while (row > 0 || column > 0) {
      byte step = row == 0 ? RIGHT : column == 0 ? DOWN : came[row][column];
      row -= step == RIGHT ? 0 : 1;
      column -= step == DOWN ? 0 : 1;
      first[row] = column;
    }
    return first;
  }
}
