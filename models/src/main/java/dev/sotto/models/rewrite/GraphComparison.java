package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Compares two graphs node by node, declaration by declaration, and weight by weight to the last
 * byte. Weights that are computed are computed in pieces, so none lies in memory as a whole.
 */
public final class GraphComparison {
  private final UnaryOperator<String> label;
  private final List<String> differences = new ArrayList<>();

  private GraphComparison(UnaryOperator<String> label) {
    this.label = label;
  }

  /**
   * What is different.
   *
   * @param label what to call an initializer of the outermost graph in a message
   */
  public static List<String> differences(Graph expected, Graph found, UnaryOperator<String> label) {
    GraphComparison comparison = new GraphComparison(label);
    comparison.compare(expected, found);
    return comparison.differences;
  }

  private void compare(Graph expected, Graph found) {
    declarations("input", expected.inputs(), found.inputs());
    declarations("output", expected.outputs(), found.outputs());
    declarations("value", expected.values(), found.values());
    for (Tensor tensor : expected.initializers()) {
      found
          .initializer(tensor.name())
          .ifPresentOrElse(
              other -> compare("weight " + label.apply(tensor.name()), tensor, other),
              () -> differences.add("weight " + label.apply(tensor.name()) + " is missing"));
    }
    if (found.initializers().size() > expected.initializers().size()) {
      differences.add(
          "expected %s weights, found %s"
              .formatted(expected.initializers().size(), found.initializers().size()));
    }
    if (expected.nodes().size() != found.nodes().size()) {
      differences.add(
          "expected " + expected.nodes().size() + " nodes, found " + found.nodes().size());
      return;
    }
    for (int index = 0; index < expected.nodes().size(); index++) {
      compare(expected.nodes().get(index), found.nodes().get(index));
    }
  }

  private void declarations(String kind, List<ValueInfo> expected, List<ValueInfo> found) {
    if (expected.size() != found.size()) {
      differences.add(
          "expected " + expected.size() + " declared " + kind + "s, found " + found.size());
      return;
    }
    for (int index = 0; index < expected.size(); index++) {
      if (!expected.get(index).equals(found.get(index))) {
        differences.add(
            "expected the " + kind + " " + expected.get(index) + ", found " + found.get(index));
      }
    }
  }

  private void compare(Node expected, Node found) {
    boolean same =
        expected.opType().equals(found.opType())
            && expected.domain().equals(found.domain())
            && expected.inputs().equals(found.inputs())
            && expected.outputs().equals(found.outputs())
            && expected.attributes().keySet().equals(found.attributes().keySet());
    if (!same) {
      differences.add("expected the node " + expected + ", found " + found);
      return;
    }
    for (Map.Entry<String, Attribute> entry : expected.attributes().entrySet()) {
      String what = "attribute " + entry.getKey() + " of node " + expected.label();
      compare(what, entry.getValue(), found.attributes().get(entry.getKey()));
    }
  }

  private void compare(String what, Attribute expected, Attribute found) {
    if (expected instanceof Attribute.Subgraph one && found instanceof Attribute.Subgraph other) {
      compare(one.graph(), other.graph());
    } else if (expected instanceof Attribute.TensorValue one
        && found instanceof Attribute.TensorValue other) {
      compare(what, one.value(), other.value());
    } else if (!expected.equals(found)) {
      differences.add(what + " is another");
    }
  }

  private void compare(String what, Tensor expected, Tensor found) {
    if (expected.type() != found.type() || !Arrays.equals(expected.shape(), found.shape())) {
      differences.add(
          "%s: expected %s%s, found %s%s"
              .formatted(
                  what,
                  expected.type(),
                  Arrays.toString(expected.shape()),
                  found.type(),
                  Arrays.toString(found.shape())));
    } else if (!same(expected.data(), found.data())) {
      differences.add(what + " holds other numbers");
    }
  }

  private static boolean same(TensorData expected, TensorData found) {
    if (expected.byteSize() != found.byteSize()) {
      return false;
    }
    if (expected instanceof MappedData) {
      return expected.bytes().mismatch(found.bytes()) < 0;
    }
    Rest rest = new Rest(found.bytes());
    try {
      expected.writeTo(rest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rest.same;
  }

  /** Compares what is written to it with bytes that are there, instead of keeping it. */
  private static final class Rest implements WritableByteChannel {
    private final ByteBuffer bytes;
    private boolean same = true;

    Rest(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int write(ByteBuffer source) {
      int length = source.remaining();
      ByteBuffer part = bytes.slice(bytes.position(), length);
      same &= part.mismatch(source.slice()) < 0;
      bytes.position(bytes.position() + length);
      source.position(source.limit());
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
