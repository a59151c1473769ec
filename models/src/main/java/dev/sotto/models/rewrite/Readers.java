package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who reads each value of a file's graphs, kept true while nodes are added and inputs are changed.
 */
final class Readers {
  /** For each graph the readings in itself and in its subgraphs, which see its values. */
  private final Map<Graph, Map<String, Set<Use>>> readings = new HashMap<>();

  Readers(Graph root) {
    addAll(root);
  }

  /** All readings of a value that {@code graph} defines. */
  Set<Use> of(Graph graph, String value) {
    return readings.getOrDefault(graph, Map.of()).getOrDefault(value, Set.of());
  }

  /** Takes note of a new node of {@code graph}. */
  void add(Graph graph, Node node) {
    for (int input = 0; input < node.inputs().size(); input++) {
      add(new Use(graph, node, input));
    }
  }

  /** Has {@code use} read {@code value} from now on. */
  void redirect(Use use, String value) {
    for (Graph graph = use.graph(); graph != null; graph = graph.parent().orElse(null)) {
      readings.get(graph).get(use.value()).remove(use);
    }
    use.node().setInput(use.input(), value);
    add(use);
  }

  private void addAll(Graph graph) {
    for (Node node : graph.nodes()) {
      add(graph, node);
      node.subgraphs().values().forEach(this::addAll);
    }
  }

  private void add(Use use) {
    for (Graph graph = use.graph(); graph != null; graph = graph.parent().orElse(null)) {
      readings
          .computeIfAbsent(graph, key -> new HashMap<>())
          .computeIfAbsent(use.value(), key -> new LinkedHashSet<>())
          .add(use);
    }
  }
}
