package dev.sotto.models.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of a graph with every node behind those whose values it reads. Files in the wild are
 * not always sorted, and ONNX Runtime does not mind.
 */
public final class TopologicalOrder {
  private TopologicalOrder() {}

  /**
   * Sorts the nodes, keeping their order in the file where it is free.
   *
   * @return the nodes that can be ordered; fewer than the graph has if some depend on themselves
   */
  public static List<Node> of(Graph graph) {
    Map<String, Node> producers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    Map<Node, Integer> missing = new HashMap<>();
    Map<Node, List<Node>> readers = new HashMap<>();
    Deque<Node> ready = new ArrayDeque<>();
    for (Node node : graph.nodes()) {
      Set<Node> sources = new LinkedHashSet<>();
      for (String value : reads(node)) {
        if (producers.containsKey(value)) {
          sources.add(producers.get(value));
        }
      }
      sources.forEach(
          source -> readers.computeIfAbsent(source, key -> new ArrayList<>()).add(node));
      missing.put(node, sources.size());
      if (sources.isEmpty()) {
        ready.add(node);
      }
    }
    List<Node> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      ordered.add(node);
      for (Node reader : readers.getOrDefault(node, List.of())) {
        if (missing.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    return ordered;
  }

  /**
   * Every value that a node reads, in its subgraphs too, but for those that the subgraphs define.
   */
  static Set<String> reads(Node node) {
    Set<String> values = new LinkedHashSet<>(node.inputs());
    values.remove("");
    node.subgraphs().values().forEach(subgraph -> values.addAll(free(subgraph)));
    return values;
  }

  private static Set<String> free(Graph graph) {
    Set<String> defined = new HashSet<>();
    graph.inputs().forEach(input -> defined.add(input.name()));
    graph.initializers().forEach(tensor -> defined.add(tensor.name()));
    graph.nodes().forEach(node -> defined.addAll(node.outputs()));
    Set<String> values = new LinkedHashSet<>();
    graph.nodes().forEach(node -> values.addAll(reads(node)));
    graph.outputs().forEach(output -> values.add(output.name()));
    values.removeAll(defined);
    return values;
  }
}
