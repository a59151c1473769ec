package dev.sotto.compressor.train.optimize;

/**
 * Decoupled weight decay after an update, not multiplied by the learning rate: {@code w *= 1 - rate
 * * f(t)}, or {@code w *= 1 - rate} where it does not follow the schedule.
 *
 * @param rate the part of a weight that one step takes
 */
public record WeightDecay(double rate, Pace pace) {
  /** Whether the decay follows the schedule of the learning rate. */
  public enum Pace {
    SCHEDULED,
    /** As the author's code of AdaBayes-FP decays. */
    CONSTANT
  }

  public static final WeightDecay NONE = scheduled(0);

  public WeightDecay {
    Hyperparameters.fraction("weight decay", rate);
  }

  public static WeightDecay scheduled(double rate) {
    return new WeightDecay(rate, Pace.SCHEDULED);
  }

  /** What a weight is multiplied by in a step. */
  double keep(ParameterState state, StepRates rates) {
    if (!state.decays()) {
      return 1;
    }
    return 1 - (pace == Pace.SCHEDULED ? rate * rates.factor() : rate);
  }
}
