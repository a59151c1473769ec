package dev.sotto.models.build;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Appends nodes to a graph, named by where they stand: {@code
 * /model/decoder/layers.0/self_attn/q_proj/MatMul}. Each helper returns the name of the value that
 * its node writes.
 */
final class GraphBuilder {
  private final Graph graph;
  private final String place;
  private final Set<String> names;

  private GraphBuilder(Graph graph, String place, Set<String> names) {
    this.graph = graph;
    this.place = place;
    this.names = names;
  }

  static GraphBuilder of(Graph graph, String place) {
    return new GraphBuilder(graph, place, new HashSet<>());
  }

  /** The same graph, for nodes below {@code part} of this place. */
  GraphBuilder at(String part) {
    return new GraphBuilder(graph, place + "/" + part, names);
  }

  Graph graph() {
    return graph;
  }

  String node(String opType, String... inputs) {
    return node(opType, Map.of(), inputs);
  }

  String node(String opType, Map<String, Attribute> attributes, String... inputs) {
    String name = unique(opType);
    return add(name, opType, attributes, name + "_output_0", inputs);
  }

  /** A node whose value has a name that others rely on, such as a cache. */
  String nodeTo(String output, String opType, Map<String, Attribute> attributes, String... inputs) {
    return add(unique(opType), opType, attributes, output, inputs);
  }

  private String add(
      String name,
      String opType,
      Map<String, Attribute> attributes,
      String output,
      String... inputs) {
    graph
        .nodes()
        .add(new Node(name, "", opType, Arrays.asList(inputs), List.of(output), attributes));
    return output;
  }

  private String unique(String opType) {
    String name = place + "/" + opType;
    for (int number = 1; !names.add(name); number++) {
      name = place + "/" + opType + "_" + number;
    }
    return name;
  }

  /** A constant list of whole numbers. */
  String longs(long... values) {
    return constant(Tensor.ofLongs("", values));
  }

  /** A constant whole number. */
  String scalar(long value) {
    return constant(new Tensor("", ElementType.INT64, new long[0], TensorData.ofLongs(value)));
  }

  /** A constant real number. */
  String real(float value) {
    return constant(new Tensor("", ElementType.FLOAT, new long[0], TensorData.ofFloats(value)));
  }

  private String constant(Tensor tensor) {
    return node("Constant", Map.of("value", new Attribute.TensorValue(tensor)));
  }

  /** Puts a weight into the outermost graph, where all branches share it. */
  String weight(String name, Tensor tensor) {
    Graph outermost = graph;
    while (outermost.parent().isPresent()) {
      outermost = outermost.parent().get();
    }
    if (outermost.initializer(name).isEmpty()) {
      outermost.putInitializer(tensor.withName(name));
    }
    return name;
  }

  /** The size of an axis of {@code value}, as a number. */
  String size(String value, long axis) {
    return node("Gather", Map.of("axis", new Attribute.Int(0)), node("Shape", value), scalar(axis));
  }

  /** A number as a list of one. */
  String listOf(String scalar) {
    return node("Unsqueeze", scalar, longs(0));
  }

  /** {@code value} in the shape that the pieces, one list each, make together. */
  String reshape(String value, String... pieces) {
    return node("Reshape", value, node("Concat", Map.of("axis", new Attribute.Int(0)), pieces));
  }

  static Map<String, Attribute> permutation(long... axes) {
    return Map.of("perm", new Attribute.Ints(LongStream.of(axes).boxed().toList()));
  }
}
