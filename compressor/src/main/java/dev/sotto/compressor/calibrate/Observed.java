package dev.sotto.compressor.calibrate;

import java.util.Optional;

/**
 * What a block's output projection reads, and what it had better give.
 *
 * @param inputs as the model computes them now
 * @param targets none if there is no model to be like
 */
public record Observed(InputMoments inputs, Optional<Targets> targets) {

  /**
   * Outputs {@code t} that are wanted where the projection reads {@code x}; means over rows.
   *
   * @param outputs {@code D}, channels of the stream
   * @param mean {@code E[t]}, [D]
   * @param cross {@code E[t x^T]}, [D, n], row-major
   * @param square {@code E[t^T t]}
   */
  public record Targets(int outputs, double[] mean, double[] cross, double square) {}
}
