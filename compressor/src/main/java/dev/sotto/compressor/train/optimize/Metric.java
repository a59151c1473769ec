package dev.sotto.compressor.train.optimize;

/**
 * The diagonal metric {@code d} of an optimizer's step, in units of the mean loss: the step is
 * {@code w -= m_hat / d} with {@code m_hat} the average gradient of the mean loss. A proximal step
 * for a penalty on the mean loss minimises {@code 1/2 * sum d_i (x_i - w_i)^2 + penalty(x)}.
 */
@FunctionalInterface
public interface Metric {
  /** {@code d} of the element: positive, and infinite where a step must leave the element alone. */
  double at(int index);
}
