package dev.sotto.compressor.train.optimize;

import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch's {@code AdamW} has it:
 *
 * <pre>
 * w *= 1 - lr_t * weightDecay
 * m = beta1 * m + (1 - beta1) * g        m_hat = m / (1 - beta1^t)
 * v = beta2 * v + (1 - beta2) * g^2      v_hat = v / (1 - beta2^t)
 * w -= m_hat / d                         d = (sqrt(v_hat) + epsilon) / lr_t
 * </pre>
 *
 * with {@code lr_t = learningRate * f(t)}. At {@code f = 0} the weights stay and {@code d} is
 * infinite.
 *
 * @param weightDecay multiplied by the learning rate
 */
public record AdamW(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  private static final int FIRST_MOMENT = 0;
  private static final int SECOND_MOMENT = 1;

  public AdamW {
    Hyperparameters.positive("learning rate", learningRate);
    Hyperparameters.fraction("beta1", beta1);
    Hyperparameters.fraction("beta2", beta2);
    Hyperparameters.positive("epsilon", epsilon);
    Hyperparameters.notNegative("weight decay", weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("m", "v");
  }

  @Override
  public void update(ParameterState state, Elements gradient, StepRates rates, int from, int to) {
    state.check(gradient, from, to);
    Elements weights = state.weights();
    Elements first = state.slots().get(FIRST_MOMENT);
    Elements second = state.slots().get(SECOND_MOMENT);
    RootPrecision precision = precision(rates);
    double rate = learningRate * rates.factor();
    double keep = state.decays() ? 1 - rate * weightDecay : 1;
    double step = rate / rates.debiasing(beta1);
    double newFirst = 1 - beta1;
    double newSecond = 1 - beta2;
    double[] updates = new double[RootPrecision.RUN];
    double[] squares = new double[RootPrecision.RUN];
    for (int start = from; start < to; start += RootPrecision.RUN) {
      int count = Math.min(RootPrecision.RUN, to - start);
      for (int i = 0; i < count; i++) {
        double g = gradient.get(start + i);
        double m = beta1 * first.get(start + i) + newFirst * g;
        double v = beta2 * second.get(start + i) + newSecond * g * g;
        first.set(start + i, m);
        second.set(start + i, v);
        updates[i] = step * m;
        squares[i] = v;
      }
      precision.divide(updates, squares, count);
      for (int i = 0; i < count; i++) {
        weights.set(start + i, keep * weights.get(start + i) - updates[i]);
      }
    }
  }

  @Override
  public Metric metric(ParameterState state, StepRates rates) {
    Elements second = state.slots().get(SECOND_MOMENT);
    RootPrecision precision = precision(rates);
    double inverseRate = 1 / (learningRate * rates.factor());
    return i -> precision.of(second.get(i)) * inverseRate;
  }

  private RootPrecision precision(StepRates rates) {
    return new RootPrecision(epsilon, 1 / rates.debiasing(beta2), 0);
  }
}
