package dev.sotto.models.weights;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.Part;

/**
 * A place where a graph reads a role's weight: an input of a node that is fed by an initializer.
 */
public record WeightSite(Part part, Scope.Use use, StoredForm form) {

  /** The initializer that feeds this place now. */
  public Tensor tensor() {
    return use.graph().visibleInitializer(use.value()).orElseThrow();
  }

  /** The graph that holds the initializer. */
  public Graph owner() {
    return use.graph().ownerOf(use.value()).orElseThrow();
  }

  public Node node() {
    return use.node();
  }

  /** Which axis of the stored tensor is {@code axis} of the logical form. */
  public int storedAxis(LogicalAxis axis) {
    return form.storedAxis(axis, tensor().rank());
  }

  /** Whether {@code other} reads the same tensor. */
  public boolean sharesTensor(WeightSite other) {
    return owner() == other.owner() && use.value().equals(other.use.value());
  }
}
