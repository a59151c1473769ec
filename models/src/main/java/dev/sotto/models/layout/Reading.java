package dev.sotto.models.layout;

import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.weights.StoredForm.Slice;
import java.util.Optional;

/**
 * A place that reads a weight.
 *
 * @param transposed whether a matrix is stored as {@code [in, out]} there
 * @param slice which part of a packed tensor is meant
 */
public record Reading(Use use, boolean transposed, Optional<Slice> slice) {
  /** The reading of a tensor that holds one weight. */
  public static Reading whole(Use use, boolean transposed) {
    return new Reading(use, transposed, Optional.empty());
  }
}
