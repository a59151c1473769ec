package dev.sotto.models.shape;

import dev.sotto.models.graph.Node;
import java.util.List;
import java.util.Optional;

/**
 * A node that would run, with what is known of its inputs and outputs.
 *
 * @param inputs empty where an input was left out
 * @param outputs at least those that the node names
 */
public record EvaluatedNode(
    Node node, List<Optional<ShapedValue>> inputs, List<ShapedValue> outputs) {

  public EvaluatedNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The shape of input {@code index}, which must be there. */
  public long[] inputShape(int index) {
    return inputs.get(index).orElseThrow().shape();
  }
}
