package dev.sotto.compressor.diagnose;

import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found of one model.
 *
 * @param norms every layer normalisation, encoder first, in the order of the data
 * @param linears the linear layers of each stack, in the order of the data
 * @param gradients none where there is no PyTorch, or they were not asked for
 */
public record ModelStatistics(
    ModelIdentity identity,
    List<NormStatistics> norms,
    Map<Stack, List<SpectralNorm>> linears,
    Optional<StreamGradientNorms> gradients) {

  public ModelStatistics {
    norms = List.copyOf(norms);
    linears = Collections.unmodifiableMap(new EnumMap<>(linears));
    if (norms.isEmpty()) {
      throw new IllegalArgumentException("expected a layer normalisation, found none");
    }
    for (NormStatistics norm : norms) {
      if (gradients.isPresent() && !gradients.get().norms().keySet().containsAll(closed(norm))) {
        throw new IllegalArgumentException("expected a gradient for each of " + closed(norm));
      }
    }
  }

  /** A normalisation and the one at the end of its stack, which its gradient is compared with. */
  private static List<String> closed(NormStatistics norm) {
    return List.of(norm.name(), norm.stack().closingNorm());
  }

  /** The sums of log gains of each stack. */
  public List<StackGain> gains() {
    return Arrays.stream(Stack.values())
        .map(stack -> StackGain.of(stack, linears.get(stack), norms))
        .toList();
  }

  /** The norm of the gradient before a normalisation. */
  public OptionalDouble gradient(NormStatistics norm) {
    return gradients.isPresent()
        ? OptionalDouble.of(gradients.get().norms().get(norm.name()))
        : OptionalDouble.empty();
  }

  /**
   * By what factor the gradient has grown on its way back from the end of the stack to {@code
   * norm}.
   */
  public OptionalDouble gradientGrowth(NormStatistics norm) {
    if (gradients.isEmpty()) {
      return OptionalDouble.empty();
    }
    Map<String, Double> found = gradients.get().norms();
    return OptionalDouble.of(found.get(norm.name()) / found.get(norm.stack().closingNorm()));
  }
}
