package dev.sotto.models.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dataflow of one graph as it stands: who writes each value and who reads it. A branch of an
 * {@code If} is a scope inside the scope around it and sees its values.
 *
 * <p>A scope is a picture of the moment; after an edit, take a new one.
 */
public final class Scope {
  private final Graph graph;
  private final Scope parent;
  private final List<Node> ordered;
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final Map<Node, Integer> positions = new HashMap<>();
  private final Map<String, Scope> branches = new LinkedHashMap<>();

  /** One reading of a value: input {@code input} of {@code node}, which lies in {@code graph}. */
  public record Use(Graph graph, Node node, int input) {
    /** The name of the value that is read. */
    public String value() {
      return node.input(input);
    }
  }

  private Scope(Graph graph, Scope parent) {
    this.graph = graph;
    this.parent = parent;
    this.ordered = TopologicalOrder.of(graph);
    for (Node node : ordered) {
      positions.put(node, positions.size());
      node.outputs().stream()
          .filter(output -> !output.isEmpty())
          .forEach(output -> producers.put(output, node));
      for (int input = 0; input < node.inputs().size(); input++) {
        if (!node.input(input).isEmpty()) {
          uses.computeIfAbsent(node.input(input), key -> new ArrayList<>())
              .add(new Use(graph, node, input));
        }
      }
      node.subgraphs()
          .forEach(
              (key, subgraph) -> branches.put(node.label() + "/" + key, new Scope(subgraph, this)));
    }
  }

  public static Scope of(Graph graph) {
    return new Scope(graph, null);
  }

  public Graph graph() {
    return graph;
  }

  /** The scopes of the subgraphs, by node and attribute. */
  public Map<String, Scope> branches() {
    return Collections.unmodifiableMap(branches);
  }

  /** The nodes in topological order. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(ordered);
  }

  /** The place of a node of this graph in topological order. */
  public int position(Node node) {
    return positions.get(node);
  }

  /** The node of this graph that writes {@code value}. */
  public Optional<Node> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** The node of type {@code opType} of this graph that writes {@code value}. */
  public Optional<Node> producer(String value, String opType) {
    return producer(value).filter(node -> node.is(opType));
  }

  /** The readings of {@code value} by nodes of this graph itself. */
  public List<Use> uses(String value) {
    return Collections.unmodifiableList(uses.getOrDefault(value, List.of()));
  }

  /**
   * The constant {@code value}: an initializer here or around, or what a Constant node here holds.
   */
  public Optional<Tensor> constant(String value) {
    Optional<Tensor> initializer = graph.visibleInitializer(value);
    return initializer.isPresent() ? initializer : producer(value).flatMap(Scope::constantOf);
  }

  /** The tensor that a Constant node holds. */
  public static Optional<Tensor> constantOf(Node node) {
    return node.is("Constant")
            && node.attributes().get("value") instanceof Attribute.TensorValue held
        ? Optional.of(held.value())
        : Optional.empty();
  }

  /** Whether {@code value} is an input of this graph or of one around it. */
  public boolean isInput(String value) {
    return input(value).isPresent();
  }

  /** The declared input {@code value} of this graph or of one around it. */
  public Optional<ValueInfo> input(String value) {
    Optional<ValueInfo> own =
        graph.inputs().stream().filter(input -> input.name().equals(value)).findFirst();
    return own.isPresent() || parent == null ? own : parent.input(value);
  }

  public boolean isOutput(String value) {
    return graph.outputs().stream().anyMatch(output -> output.name().equals(value));
  }
}
