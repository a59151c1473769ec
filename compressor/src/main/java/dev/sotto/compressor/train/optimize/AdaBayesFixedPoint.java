package dev.sotto.compressor.train.optimize;

import java.util.List;

/**
 * AdaBayes at the fixed point of its variance (AdaBayes-FP; Aitchison, NeurIPS 2020), which lies
 * between gradient descent and Adam:
 *
 * <pre>
 * g = B * gradient of the mean loss      eta = lr * f(t)      a = B / (2 * lr_sgd * f(t))
 * m = beta1 * m + (1 - beta1) * g        m_hat = m / (1 - beta1^t)
 * q = beta2 * q + (1 - beta2) * g^2      q_hat = q / (1 - beta2^t)
 * p = a + sqrt(a^2 + (q_hat + epsilon) / eta^2)
 * w = (w - m_hat / p) * decay            d = p / B
 * </pre>
 *
 * At {@code f = 0} the update is 0 and {@code d} infinite. Epsilon stands inside the root: at a
 * learning rate of 1e-5 it can outweigh {@code q_hat}.
 *
 * @param learningRate Adam's, reached where data abound
 * @param sgdLearningRate that of gradient descent, reached where data tell little
 * @param batchSize B, by which the mean loss's gradient is multiplied
 */
public record AdaBayesFixedPoint(
    double learningRate,
    double sgdLearningRate,
    double beta1,
    double beta2,
    double epsilon,
    int batchSize,
    WeightDecay decay)
    implements Optimizer {
  private static final int MOMENTUM = 0;
  private static final int SQUARES = 1;

  public AdaBayesFixedPoint {
    Hyperparameters.positive("learning rate", learningRate);
    Hyperparameters.positive("SGD learning rate", sgdLearningRate);
    Hyperparameters.fraction("beta1", beta1);
    Hyperparameters.fraction("beta2", beta2);
    Hyperparameters.notNegative("epsilon", epsilon);
    Hyperparameters.batch(batchSize);
  }

  @Override
  public List<String> slots() {
    return List.of("m", "q");
  }

  @Override
  public void update(ParameterState state, Elements gradient, StepRates rates, int from, int to) {
    state.check(gradient, from, to);
    Elements weights = state.weights();
    Elements momentum = state.slots().get(MOMENTUM);
    Elements squares = state.slots().get(SQUARES);
    RootPrecision precision = precision(rates);
    double momentScale = 1 / rates.debiasing(beta1);
    double newMoment = 1 - beta1;
    double newSquare = 1 - beta2;
    double keep = decay.keep(state, rates);
    double scale = batchSize;
    double[] updates = new double[RootPrecision.RUN];
    double[] latest = new double[RootPrecision.RUN];
    for (int start = from; start < to; start += RootPrecision.RUN) {
      int count = Math.min(RootPrecision.RUN, to - start);
      for (int i = 0; i < count; i++) {
        double g = scale * gradient.get(start + i);
        double m = beta1 * momentum.get(start + i) + newMoment * g;
        double q = beta2 * squares.get(start + i) + newSquare * g * g;
        momentum.set(start + i, m);
        squares.set(start + i, q);
        updates[i] = m * momentScale;
        latest[i] = q;
      }
      precision.divide(updates, latest, count);
      for (int i = 0; i < count; i++) {
        weights.set(start + i, keep * (weights.get(start + i) - updates[i]));
      }
    }
  }

  @Override
  public Metric metric(ParameterState state, StepRates rates) {
    Elements squares = state.slots().get(SQUARES);
    RootPrecision precision = precision(rates);
    double scale = 1.0 / batchSize;
    return i -> scale * precision.of(squares.get(i));
  }

  private RootPrecision precision(StepRates rates) {
    if (rates.factor() == 0) {
      // infinite whatever q is; the general formula has 0 * infinity where q is 0
      return new RootPrecision(Double.POSITIVE_INFINITY, 0, 0);
    }
    double eta = learningRate * rates.factor();
    double a = batchSize / (2 * sgdLearningRate * rates.factor());
    double squared = eta * eta;
    return new RootPrecision(a, 1 / (rates.debiasing(beta2) * squared), a * a + epsilon / squared);
  }
}
