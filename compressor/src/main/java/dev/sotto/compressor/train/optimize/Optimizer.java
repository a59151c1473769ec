package dev.sotto.compressor.train.optimize;

import java.util.List;

/**
 * A rule {@code w -= m_hat / d} with a diagonal metric {@code d} and decoupled weight decay. It
 * holds hyperparameters only; what a parameter remembers is in its {@link ParameterState}.
 *
 * <p>Gradients are those of the mean loss over the batch.
 */
public sealed interface Optimizer permits AdamW, AdaBayes, AdaBayesFixedPoint {
  /** The names of the state vectors, in the order of {@link ParameterState#slots}. */
  List<String> slots();

  /** Writes the state vectors of a parameter that has made no step: zeros, unless overridden. */
  default void start(ParameterState state) {
    for (int slot = 0; slot < state.slots().size(); slot++) {
      state.fill(slot, 0);
    }
  }

  /**
   * Makes a step with elements {@code from} to {@code to}, the end excluded. An element's result
   * depends on that element alone, so ranges may run on several threads.
   */
  void update(ParameterState state, Elements gradient, StepRates rates, int from, int to);

  /**
   * The metric of the step that was made last, recomputed from the state vectors where it is asked
   * for.
   *
   * @param rates those of that step
   */
  Metric metric(ParameterState state, StepRates rates);
}
