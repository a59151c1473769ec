package dev.sotto.compressor.train.proximal;

import java.util.Arrays;

/** The norm {@code ||w_g||_2} of each group of a block. */
public final class GroupNorms {
  private final double[] norms;

  GroupNorms(double[] norms) {
    this.norms = norms;
  }

  public int groups() {
    return norms.length;
  }

  public double norm(int group) {
    return norms[group];
  }

  /** How many groups are exactly zero. */
  public int zeroGroups() {
    return (int) Arrays.stream(norms).filter(norm -> norm == 0).count();
  }
}
