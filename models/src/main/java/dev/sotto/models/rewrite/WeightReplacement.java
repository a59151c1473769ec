package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TransposedData;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import java.util.Arrays;

/** Puts other float32 values in the place of a role's weight, each site in its stored form. */
final class WeightReplacement {
  private WeightReplacement() {}

  /**
   * The tensor for one site.
   *
   * @param logical the new weight, {@code [out, in]} for a matrix
   * @throws IllegalArgumentException if its shape is not that of the role
   */
  static Tensor replace(LogicalWeight weight, Tensor stored, WeightSite site, Tensor logical) {
    boolean transposed = site.inOut() && stored.rank() == 2;
    long[] shape = stored.shape();
    long[] expected = transposed ? new long[] {shape[1], shape[0]} : shape;
    if (!Arrays.equals(expected, logical.shape()) || stored.type() != logical.type()) {
      throw new IllegalArgumentException(
          weight.role()
              + ": expected "
              + stored.type()
              + Arrays.toString(expected)
              + ", received "
              + logical);
    }
    return stored.withData(
        shape, transposed ? TransposedData.transpose(logical).data() : logical.data());
  }
}
