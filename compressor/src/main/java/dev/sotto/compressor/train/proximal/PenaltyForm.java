package dev.sotto.compressor.train.proximal;

/**
 * How the group term takes part in training. With {@code c2 = group * sqrt(p_g)}, its value for a
 * group is {@code c2 * ||w_g||}, or {@code c2 / 2 * ||w_g||^2} as ridge.
 */
public enum PenaltyForm {
  /** By the proximal step after the optimizer's; groups become exactly zero. */
  PROXIMAL,
  /** As a subgradient added to the loss's, 0 where the weights are: groups become small. */
  GRADIENT,
  /** The norm squared, as a gradient: plain weight decay for a group, which never makes it zero. */
  RIDGE;

  /** By what the weights of a group are multiplied to give the group term's gradient. */
  double slope(double norm, double c2) {
    if (this == RIDGE) {
      return c2;
    }
    return norm == 0 ? 0 : c2 / norm;
  }
}
