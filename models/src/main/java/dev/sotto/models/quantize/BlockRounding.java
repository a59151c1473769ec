package dev.sotto.models.quantize;

import java.util.Arrays;

/**
 * Rounds one block after the other to levels. Several scales around the plain one, which takes the
 * greatest number to the last level, are tried; each is fitted to the levels that it gives by least
 * squares, and the one with the least error {@code sum h (w - scale (level - zero))^2} is taken.
 */
public final class BlockRounding {
  /** Importances of numbers of which none matters more. */
  static final float[] ALL_THE_SAME = {};

  /** Scales that are tried on each side of the plain one. */
  private static final int TRIES = 9;

  /** How far apart they are, as a share of all levels. */
  private static final double STEP = 0.1 / 16;

  private final BlockFormat format;
  private final int[] levels;
  private final int[] tried;
  private float scale;
  private int zero;
  private double error;

  public BlockRounding(BlockFormat format) {
    this.format = format;
    this.levels = new int[format.size()];
    this.tried = new int[format.size()];
  }

  /** The scale of the block that was rounded last. */
  public float scale() {
    return scale;
  }

  /** Its level of zero. */
  public int zero() {
    return zero;
  }

  /** The level of its number {@code index}. */
  public int level(int index) {
    return levels[index];
  }

  /** The level nearest to a number, with the scale of the block that was rounded last. */
  public int nearest(double number) {
    return scale == 0 ? zero : clamp(Math.rint(number / scale) + zero);
  }

  /** The number that a level stands for in that block. */
  public double number(int level) {
    return scale * (double) (level - zero);
  }

  /**
   * Rounds the numbers {@code from} to {@code from + count} of a row; what the block has beyond
   * them is zero.
   *
   * @param importance {@code h} of each number of the row; empty if all weigh the same
   */
  public void round(float[] row, int from, int count, float[] importance) {
    float low = 0;
    float high = 0;
    for (int index = from; index < from + count; index++) {
      low = Math.min(low, row[index]);
      high = Math.max(high, row[index]);
    }
    scale = 0;
    zero = format.middle();
    Arrays.fill(levels, zero);
    if (low == high) {
      return;
    }
    error = Double.POSITIVE_INFINITY;
    for (int attempt = -TRIES; attempt <= TRIES; attempt++) {
      double span = (format.levels() + 1) * (1 + attempt * STEP) - 1;
      if (format.zeroPoints()) {
        double step = (high - (double) low) / span;
        int base = clamp(Math.rint(-low / step));
        attempt(row, from, count, importance, step, base);
      } else {
        // The lower half has one level more, so the greatest number goes there.
        double greatest = -low > high ? low : high;
        attempt(row, from, count, importance, -2 * greatest / (span + 1), format.middle());
      }
    }
  }

  private void attempt(
      float[] row, int from, int count, float[] importance, double step, int base) {
    double across = 0;
    double squares = 0;
    for (int index = 0; index < count; index++) {
      float number = row[from + index];
      double weight = importance.length == 0 ? 1 : importance[from + index];
      int level = clamp(Math.rint(number / step) + base);
      tried[index] = level;
      across += weight * number * (level - base);
      squares += weight * (level - base) * (level - base);
    }
    float fitted = (float) (squares > 0 ? across / squares : step);
    double sum = 0;
    for (int index = 0; index < count; index++) {
      double weight = importance.length == 0 ? 1 : importance[from + index];
      double miss = row[from + index] - fitted * (double) (tried[index] - base);
      sum += weight * miss * miss;
    }
    if (sum < error) {
      error = sum;
      scale = fitted;
      zero = base;
      Arrays.fill(levels, base);
      System.arraycopy(tried, 0, levels, 0, count);
    }
  }

  private int clamp(double level) {
    return (int) Math.max(0, Math.min(format.levels(), level));
  }
}
