package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.calibrate.Observed;
import java.util.List;

/**
 * Chooses the weights and the bias that stay so that the projection gives what it gave, on what it
 * reads now: {@code argmin E|W' x' - W x|^2 + lambda |W' - W|^2}, in closed form {@code W' = W_S +
 * W_R G_RS (G_SS + lambda I)^-1} for the inputs {@code S} that stay and {@code R} that leave. That
 * is what the optimal brain surgeon comes to.
 */
record LeastSquares() implements Repair {
  @Override
  public OutputProjection repair(
      OutputProjection dense, Observed observed, List<Integer> removed, double damping) {
    return solve(dense, observed.inputs(), removed, damping);
  }

  /**
   * Solves it.
   *
   * @param damping {@code lambda} as a share of the mean of the moments' diagonal
   */
  static OutputProjection solve(
      OutputProjection dense, InputMoments moments, List<Integer> removed, double damping) {
    BrainSurgeon surgeon = new BrainSurgeon(dense, moments, damping);
    removed.forEach(surgeon::remove);
    return surgeon.projection();
  }

  @Override
  public String name() {
    return "least-squares";
  }
}
