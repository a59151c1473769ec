package dev.sotto.compressor.train.optimize;

/** Optimizers with the settings of their authors. */
public final class TestOptimizers {
  private TestOptimizers() {}

  /** Betas (0.9, 0.999), epsilon 1e-8 and weight decay 0.01, PyTorch's defaults. */
  public static AdamW adamW(double learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-8, 0.01);
  }

  static AdaBayes adaBayes(int batchSize) {
    return new AdaBayes(1e-3, 0.1, 0.9, batchSize, WeightDecay.scheduled(5e-5));
  }

  static AdaBayesFixedPoint fixedPoint(int batchSize) {
    return new AdaBayesFixedPoint(
        1e-3, 0.1, 0.9, 0.999, 1e-8, batchSize, WeightDecay.scheduled(5e-5));
  }

  /** Makes a step with all elements. */
  static void update(
      Optimizer optimizer, ParameterState state, Elements gradient, StepRates rates) {
    optimizer.update(state, gradient, rates, 0, state.length());
  }
}
