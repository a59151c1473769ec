package dev.sotto.models.shape;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One node and what is known of its inputs.
 *
 * @param file names the model in messages
 * @param inputs empty where an input was left out
 */
record OperatorCall(Path file, Node node, List<Optional<ShapedValue>> inputs) {

  OperatorCall {
    inputs = List.copyOf(inputs);
  }

  /** Input {@code index}, which the operator cannot do without. */
  ShapedValue input(int index) {
    return optional(index).orElseThrow(() -> fail("lacks input " + index));
  }

  Optional<ShapedValue> optional(int index) {
    return index < inputs.size() ? inputs.get(index) : Optional.empty();
  }

  /** The elements of input {@code index}, on which the shape of the output depends. */
  long[] values(int index) {
    return input(index)
        .values()
        .orElseThrow(
            () ->
                fail(
                    "makes a shape of '"
                        + node.input(index)
                        + "', whose elements are not known before the model runs"));
  }

  /** Whole numbers that older operator sets keep in an attribute and newer ones in an input. */
  Optional<long[]> list(String attribute, int index) {
    if (optional(index).isPresent()) {
      return Optional.of(values(index));
    }
    return node.attribute(attribute)
        .map(ignored -> node.intsAttribute(attribute).stream().mapToLong(v -> v).toArray());
  }

  long attribute(String key, long fallback) {
    return node.intAttribute(key, fallback);
  }

  /** The attribute {@code axis}, counted from the front. */
  int axis(long fallback, int rank) {
    return axisOf(attribute("axis", fallback), rank);
  }

  /** An axis counted from the front, of one that may be counted from the back. */
  static int axisOf(long axis, int rank) {
    long fromFront = axis < 0 ? axis + rank : axis;
    if (fromFront < 0 || fromFront > rank) {
      throw new IllegalArgumentException("no axis " + axis + " among " + rank);
    }
    return (int) fromFront;
  }

  SottoException fail(String problem) {
    return SottoException.badInput(file, "node " + node.label() + " " + problem);
  }
}
