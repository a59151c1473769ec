package dev.sotto.compressor.train.optimize;

/**
 * Linear warm-up, then linear decay to 0 or a constant rate: {@code f(t) = t / warmUpSteps} up to
 * the end of the warm-up, then {@code (lastStep - t) / (lastStep - warmUpSteps)} or 1.
 *
 * @param warmUpSteps 0 for none
 * @param lastStep the step at which a decaying rate reaches 0; a constant rate does not look at it
 */
public record LearningRateSchedule(int warmUpSteps, int lastStep, Course course) {
  /** What follows the warm-up. */
  public enum Course {
    CONSTANT,
    LINEAR_DECAY
  }

  public LearningRateSchedule {
    if (warmUpSteps < 0) {
      throw new IllegalArgumentException("expected warm-up steps from 0, received " + warmUpSteps);
    }
    if (course == Course.LINEAR_DECAY && lastStep <= warmUpSteps) {
      throw new IllegalArgumentException(
          "expected a last step after the " + warmUpSteps + " of warm-up, received " + lastStep);
    }
  }

  public static LearningRateSchedule constant(int warmUpSteps) {
    return new LearningRateSchedule(warmUpSteps, Integer.MAX_VALUE, Course.CONSTANT);
  }

  public static LearningRateSchedule linearDecay(int warmUpSteps, int lastStep) {
    return new LearningRateSchedule(warmUpSteps, lastStep, Course.LINEAR_DECAY);
  }

  /** The rates of a step counted from 1. */
  public StepRates at(int step) {
    return new StepRates(step, factor(step));
  }

  private double factor(int step) {
    if (step < warmUpSteps) {
      return (double) step / warmUpSteps;
    }
    if (course == Course.CONSTANT) {
      return 1;
    }
    return Math.max(0, (double) (lastStep - step) / (lastStep - warmUpSteps));
  }
}
