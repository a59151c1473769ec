package dev.sotto.models.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A graph: nodes in topological order, named constants (initializers), declared inputs, outputs and
 * values.
 *
 * <p>A branch of an {@code If} sees the values of the graph around it; {@link #parent()} leads
 * there.
 */
public final class Graph {
  private final String name;
  private final Graph parent;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> initializers = new LinkedHashMap<>();
  private final List<ValueInfo> inputs = new ArrayList<>();
  private final List<ValueInfo> outputs = new ArrayList<>();
  private final List<ValueInfo> values = new ArrayList<>();

  /**
   * @param parent the graph around this one, or null for the outermost
   */
  public Graph(String name, Graph parent) {
    this.name = Objects.requireNonNull(name);
    this.parent = parent;
  }

  public String name() {
    return name;
  }

  public Optional<Graph> parent() {
    return Optional.ofNullable(parent);
  }

  /**
   * The nodes in topological order; the list is live, and a rule may add to it or remove from it.
   */
  public List<Node> nodes() {
    return nodes;
  }

  public Collection<Tensor> initializers() {
    return Collections.unmodifiableCollection(initializers.values());
  }

  /** The constant {@code name} of this graph itself. */
  public Optional<Tensor> initializer(String tensorName) {
    return Optional.ofNullable(initializers.get(tensorName));
  }

  /** The constant {@code tensorName} of this graph or of the nearest one around it that has it. */
  public Optional<Tensor> visibleInitializer(String tensorName) {
    return ownerOf(tensorName).flatMap(owner -> owner.initializer(tensorName));
  }

  /** The graph, this or the nearest around it, that holds the constant {@code tensorName}. */
  public Optional<Graph> ownerOf(String tensorName) {
    for (Graph graph = this; graph != null; graph = graph.parent) {
      if (graph.initializers.containsKey(tensorName)) {
        return Optional.of(graph);
      }
    }
    return Optional.empty();
  }

  /** Adds a constant or replaces the one of the same name, which keeps its place. */
  public void putInitializer(Tensor tensor) {
    initializers.put(tensor.name(), tensor);
  }

  public void removeInitializer(String tensorName) {
    initializers.remove(tensorName);
  }

  /** Declared inputs; the list is live. */
  public List<ValueInfo> inputs() {
    return inputs;
  }

  /** Declared outputs; the list is live. */
  public List<ValueInfo> outputs() {
    return outputs;
  }

  /** Declared intermediate values; the list is live. */
  public List<ValueInfo> values() {
    return values;
  }

  @Override
  public String toString() {
    return "graph %s (%s nodes, %s initializers)"
        .formatted(name, nodes.size(), initializers.size());
  }
}
