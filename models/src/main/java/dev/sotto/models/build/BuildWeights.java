package dev.sotto.models.build;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TransposedData;
import java.util.Arrays;
import java.util.Map;

/** The weights that a graph is made of, by role, float32, matrices as {@code [out, in]}. */
final class BuildWeights {
  private final Map<String, Tensor> byRole;

  BuildWeights(Map<String, Tensor> byRole) {
    this.byRole = Map.copyOf(byRole);
  }

  boolean has(String role) {
    return byRole.containsKey(role);
  }

  /**
   * The weight of a role.
   *
   * @throws SottoException if it is missing or not float32
   */
  Tensor get(String role) {
    Tensor tensor = byRole.get(role);
    if (tensor == null) {
      throw SottoException.badInput("weights", "expected a tensor " + role + ", found none");
    }
    if (tensor.type() != ElementType.FLOAT) {
      throw SottoException.badInput("weights", role + ": expected float32, found " + tensor.type());
    }
    return tensor;
  }

  /** The weight of a role that must have the given shape. */
  Tensor get(String role, long... shape) {
    Tensor tensor = get(role);
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw SottoException.badInput(
          "weights",
          "%s: expected the shape %s that config.json asks for, found %s"
              .formatted(role, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    return tensor;
  }

  /** A matrix as {@code [in, out]}, made when it is asked for. */
  Tensor transposed(String role) {
    Tensor matrix = get(role);
    long[] shape = matrix.shape();
    return matrix.withData(new long[] {shape[1], shape[0]}, new TransposedData(matrix));
  }
}
