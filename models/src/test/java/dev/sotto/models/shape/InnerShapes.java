package dev.sotto.models.shape;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the shapes that inner values of a graph and its branches declare with those of a walk.
 */
public final class InnerShapes {
  private InnerShapes() {}

  /** As {@link DeclaredShapes#contradictions}, of the inner values of all that was walked. */
  public static List<String> contradictions(Graph root, ShapeInference.Walk walk) {
    Map<Node, Graph> homes = new HashMap<>();
    collectHomes(root, homes);
    Map<Graph, Map<String, ShapedValue>> found = new HashMap<>();
    for (EvaluatedNode evaluated : walk.nodes()) {
      Map<String, ShapedValue> values =
          found.computeIfAbsent(homes.get(evaluated.node()), key -> new HashMap<>());
      for (int output = 0; output < evaluated.node().outputs().size(); output++) {
        values.put(evaluated.node().outputs().get(output), evaluated.outputs().get(output));
      }
    }
    List<String> contradictions = new ArrayList<>();
    found.forEach(
        (graph, values) -> contradictions.addAll(DeclaredShapes.of(graph, graph.values(), values)));
    return contradictions;
  }

  private static void collectHomes(Graph graph, Map<Node, Graph> homes) {
    for (Node node : graph.nodes()) {
      homes.put(node, graph);
      node.subgraphs().values().forEach(subgraph -> collectHomes(subgraph, homes));
    }
  }
}
