package dev.sotto.compressor.train.optimize;

/**
 * Linear warm-up, then linear decay to 0: {@code f(t) = t / warmUpSteps} up to the end of the
 * warm-up, then {@code (lastStep - t) / (lastStep - warmUpSteps)}.
 *
 * @param warmUpSteps 0 for none
 * @param lastStep the step at which the rate reaches 0
 */
public record LearningRateSchedule(int warmUpSteps, int lastStep) {
  public LearningRateSchedule {
    if (warmUpSteps < 0) {
      throw new IllegalArgumentException("expected warm-up steps from 0, received " + warmUpSteps);
    }
    if (lastStep <= warmUpSteps) {
      throw new IllegalArgumentException(
          "expected a last step after the " + warmUpSteps + " of warm-up, received " + lastStep);
    }
  }

  /** The rates of a step counted from 1. */
  public StepRates at(int step) {
    return new StepRates(
        step,
        step < warmUpSteps
            ? (double) step / warmUpSteps
            : Math.max(0, (double) (lastStep - step) / (lastStep - warmUpSteps)));
  }
}
