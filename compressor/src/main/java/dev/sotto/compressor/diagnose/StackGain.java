package dev.sotto.compressor.diagnose;

import dev.sotto.models.whisper.BlockId.Stack;
import java.util.List;

/**
 * Sums of natural logarithms of gains over a stack: how much its layers, one behind another, could
 * amplify a change. Residual paths, softmax and convolutions are left out, so it compares two
 * models of one shape and bounds neither.
 *
 * @param linear sum of {@code ln ||W||_2} over the linear layers
 * @param norms sum of {@code ln (||gamma||_inf / s)} over the layer normalisations, each at its
 *     median {@code s}
 */
public record StackGain(Stack stack, double linear, double norms) {
  /**
   * Sums up a stack.
   *
   * @param linears of this stack
   * @param norms of any; those of other stacks do not count
   */
  static StackGain of(Stack stack, List<SpectralNorm> linears, List<NormStatistics> norms) {
    return new StackGain(
        stack,
        linears.stream().mapToDouble(layer -> Math.log(layer.value())).sum(),
        norms.stream()
            .filter(norm -> norm.stack() == stack)
            .mapToDouble(norm -> Math.log(norm.capacity().medianRatio()))
            .sum());
  }

  /** The sum with the normalisations in it. */
  public double withNorms() {
    return linear + norms;
  }
}
