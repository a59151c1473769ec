package dev.sotto.models;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/** A graph that a test writes down node by node. */
public final class SmallGraph {
  private final Graph graph;

  public SmallGraph() {
    this(new Graph("g", null));
  }

  public SmallGraph(Graph graph) {
    this.graph = graph;
  }

  public Graph graph() {
    return graph;
  }

  public Scope scope() {
    return Scope.of(graph);
  }

  /** Declares an input of real numbers; a size that is a text is symbolic. */
  public SmallGraph input(String name, Object... sizes) {
    graph.inputs().add(value(name, sizes));
    return this;
  }

  public SmallGraph output(String name, Object... sizes) {
    graph.outputs().add(value(name, sizes));
    return this;
  }

  /** A declared value of real numbers. */
  public static ValueInfo value(String name, Object... sizes) {
    List<Dim> dims =
        Arrays.stream(sizes)
            .map(
                size ->
                    size instanceof Number number
                        ? new Dim.Size(number.longValue())
                        : (Dim) new Dim.Symbol(size.toString()))
            .toList();
    return new ValueInfo(name, Optional.of(ElementType.FLOAT), Optional.of(dims));
  }

  /** An initializer of random real numbers. */
  public SmallGraph weight(String name, long... shape) {
    graph.putInitializer(SmallExport.tensor(name, new Random(name.hashCode()), shape));
    return this;
  }

  /** An initializer that is a list of whole numbers. */
  public SmallGraph longs(String name, long... values) {
    graph.putInitializer(Tensor.ofLongs(name, values));
    return this;
  }

  /** An initializer that is one whole number. */
  public SmallGraph scalar(String name, long value) {
    graph.putInitializer(
        new Tensor(name, ElementType.INT64, new long[0], TensorData.ofLongs(value)));
    return this;
  }

  /** An initializer that is one real number. */
  public SmallGraph real(String name, float value) {
    graph.putInitializer(
        new Tensor(name, ElementType.FLOAT, new long[0], TensorData.ofFloats(value)));
    return this;
  }

  /** Adds a node named after its output, which it returns. */
  public Node node(String opType, String output, String... inputs) {
    return node(opType, Map.of(), output, inputs);
  }

  public Node node(
      String opType, Map<String, Attribute> attributes, String output, String... inputs) {
    Node node = new Node("to " + output, "", opType, List.of(inputs), List.of(output), attributes);
    graph.nodes().add(node);
    return node;
  }

  /** The attribute of a Transpose. */
  public static Map<String, Attribute> perm(long... axes) {
    return Map.of("perm", new Attribute.Ints(LongStream.of(axes).boxed().toList()));
  }

  /** The node that writes {@code value}. */
  public static Node producer(Graph graph, String value) {
    return graph.nodes().stream()
        .filter(node -> node.outputs().contains(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(value));
  }

  /**
   * Puts a node between a value and those who read it.
   *
   * @param more its inputs behind the value
   */
  public static void insertAfter(Graph graph, String value, String opType, String... more) {
    List<Use> uses = Scope.of(graph).uses(value);
    uses.forEach(use -> use.node().setInput(use.input(), "between"));
    List<String> inputs = new ArrayList<>(List.of(value));
    inputs.addAll(List.of(more));
    graph
        .nodes()
        .add(
            graph.nodes().indexOf(producer(graph, value)) + 1,
            new Node("", "", opType, inputs, List.of("between"), Map.of()));
  }

  /** Removes a node; those who read it read its first input instead. */
  public static void bypass(Graph graph, Node node) {
    for (Use use : Scope.of(graph).uses(node.output())) {
      use.node().setInput(use.input(), node.input(0));
    }
    graph.nodes().remove(node);
  }
}
