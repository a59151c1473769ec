package dev.sotto.compressor.train.optimize;

import java.util.List;

/**
 * Adaptive learning rates from Bayesian filtering (Aitchison, NeurIPS 2020): {@code v} is the
 * posterior variance of a weight, which diffuses between steps and shrinks with each gradient.
 *
 * <pre>
 * g = B * gradient of the mean loss      eta = lr * f(t)      sigma2 = lr_sgd * f(t) / B
 * m = beta1 * m + (1 - beta1) * g        m_hat = m / (1 - beta1^t)
 * v_minus = v * exp(-eta^2 / sigma2) + sigma2 * (1 - exp(-eta^2 / sigma2))
 * v = 1 / (1 / v_minus + g^2)            at first lr_sgd / B
 * w = (w - v * m_hat) * decay            d = 1 / (B * v)
 * </pre>
 *
 * At {@code f = 0} nothing diffuses, the limit where the formula has 0 / 0; the weights still move,
 * since the variance does not vanish with the rates.
 *
 * @param learningRate how fast the optimum drifts, Adam's learning rate where data abound
 * @param sgdLearningRate that of gradient descent, reached where data tell little
 * @param batchSize B, by which the mean loss's gradient is multiplied
 */
public record AdaBayes(
    double learningRate, double sgdLearningRate, double beta1, int batchSize, WeightDecay decay)
    implements Optimizer {
  private static final int MOMENTUM = 0;
  private static final int VARIANCE = 1;

  public AdaBayes {
    Hyperparameters.positive("learning rate", learningRate);
    Hyperparameters.positive("SGD learning rate", sgdLearningRate);
    Hyperparameters.fraction("beta1", beta1);
    Hyperparameters.batch(batchSize);
  }

  @Override
  public List<String> slots() {
    return List.of("m", "v");
  }

  @Override
  public void start(ParameterState state) {
    state.fill(MOMENTUM, 0);
    state.fill(VARIANCE, sgdLearningRate / batchSize);
  }

  @Override
  public void update(ParameterState state, Elements gradient, StepRates rates, int from, int to) {
    state.check(gradient, from, to);
    Elements weights = state.weights();
    Elements momentum = state.slots().get(MOMENTUM);
    Elements variance = state.slots().get(VARIANCE);
    // eta^2 / sigma2 with one factor cancelled, so that it has its limit at f = 0.
    double forgetting = learningRate * learningRate * rates.factor() * batchSize / sgdLearningRate;
    double remembered = Math.exp(-forgetting);
    double diffusion = -Math.expm1(-forgetting) * (sgdLearningRate * rates.factor() / batchSize);
    double momentScale = 1 / rates.debiasing(beta1);
    double newMoment = 1 - beta1;
    double keep = decay.keep(state, rates);
    double scale = batchSize;
    for (int i = from; i < to; i++) {
      double g = scale * gradient.get(i);
      double m = beta1 * momentum.get(i) + newMoment * g;
      double before = remembered * variance.get(i) + diffusion;
      // 1 / (1 / before + g^2), with one division and no pole where the variance is used up
      double v = before / (1 + before * (g * g));
      momentum.set(i, m);
      variance.set(i, v);
      weights.set(i, keep * (weights.get(i) - v * (m * momentScale)));
    }
  }

  @Override
  public Metric metric(ParameterState state, StepRates rates) {
    Elements variance = state.slots().get(VARIANCE);
    double scale = batchSize;
    return i -> 1 / (scale * variance.get(i));
  }
}
