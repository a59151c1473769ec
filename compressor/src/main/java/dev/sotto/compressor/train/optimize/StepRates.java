package dev.sotto.compressor.train.optimize;

/**
 * Where a step stands in its schedule.
 *
 * @param step counted from 1
 * @param factor {@code f(t)} in [0, 1], by which every learning rate is multiplied
 */
public record StepRates(int step, double factor) {
  public StepRates {
    if (step < 1) {
      throw new IllegalArgumentException("expected a step counted from 1, received " + step);
    }
    if (!(factor >= 0 && factor <= 1)) {
      throw new IllegalArgumentException("expected a factor from 0 to 1, received " + factor);
    }
  }

  /** {@code 1 - beta^step}: what the average of {@code step} values from 0 is short of. */
  double debiasing(double beta) {
    return 1 - Math.pow(beta, step);
  }
}
