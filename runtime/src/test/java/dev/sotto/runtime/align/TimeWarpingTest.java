package dev.sotto.runtime.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeWarpingTest {
  /** Tries every path. */
  private static double cheapest(double[][] costs, int row, int column) {
    double here = costs[row][column];
    if (row == costs.length - 1 && column == costs[0].length - 1) {
      return here;
    }
    double rest = Double.POSITIVE_INFINITY;
    if (row < costs.length - 1) {
      rest = Math.min(rest, cheapest(costs, row + 1, column));
    }
    if (column < costs[0].length - 1) {
      rest = Math.min(rest, cheapest(costs, row, column + 1));
    }
    if (row < costs.length - 1 && column < costs[0].length - 1) {
      rest = Math.min(rest, cheapest(costs, row + 1, column + 1));
    }
    return here + rest;
  }

  /** The cost of the cheapest path that enters each row where it is said to. */
  private static double along(double[][] costs, int... first) {
    double sum = 0;
    for (int row = 0; row < costs.length; row++) {
      int last = row + 1 < costs.length ? first[row + 1] : costs[0].length - 1;
      // The next row is entered from above or from the left of it.
      double straight = 0;
      double aslant = 0;
      for (int column = first[row]; column <= last; column++) {
        straight += costs[row][column];
        aslant += column < last ? costs[row][column] : 0;
      }
      boolean canSlant = row + 1 < costs.length && last > first[row];
      sum += canSlant ? Math.min(straight, aslant) : straight;
    }
    return sum;
  }

  @Test
  void noPathIsCheaper() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 300; round++) {
      double[][] costs = new double[1 + random.nextInt(5)][1 + random.nextInt(6)];
      for (double[] row : costs) {
        for (int column = 0; column < row.length; column++) {
          row[column] = random.nextDouble(-1, 1);
        }
      }
      int[] first = TimeWarping.firstColumns(costs);
      assertEquals(0, first[0]);
      assertEquals(cheapest(costs, 0, 0), along(costs, first), 1e-9);
    }
  }

  @Test
  void rowsBeginWhereTheirCheapColumnsDo() {
    double[][] costs = {
      {-1, -1, 0, 0, 0, 0}, {0, 0, -1, 0, 0, 0}, {0, 0, 0, -1, -1, -1},
    };
    assertArrayEquals(new int[] {0, 2, 3}, TimeWarping.firstColumns(costs));
  }
}
