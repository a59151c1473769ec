package dev.sotto.models.shape;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the shapes that a graph and its branches declare with those that a walk found. */
public final class DeclaredShapes {
  private final Map<Graph, Map<String, ShapedValue>> found = new HashMap<>();
  private final List<String> contradictions = new ArrayList<>();

  private DeclaredShapes(Graph root, ShapeInference.Walk walk) {
    Map<Node, Graph> homes = new HashMap<>();
    collectHomes(root, homes);
    for (EvaluatedNode evaluated : walk.nodes()) {
      Map<String, ShapedValue> values =
          found.computeIfAbsent(homes.get(evaluated.node()), key -> new HashMap<>());
      for (int output = 0; output < evaluated.node().outputs().size(); output++) {
        values.put(evaluated.node().outputs().get(output), evaluated.outputs().get(output));
      }
    }
  }

  /**
   * Where the inputs that have a constant value, and the outputs, of the outermost graph declare a
   * fixed size that is another in the walk. What branches and inner values declare does not count:
   * those are hints, which runtimes correct.
   */
  public static List<String> contradictions(Graph root, ShapeInference.Walk walk) {
    DeclaredShapes shapes = new DeclaredShapes(root, walk);
    shapes.compare(root, root.outputs(), walk.outputs());
    Map<String, ShapedValue> constants = new HashMap<>();
    root.initializers().forEach(tensor -> constants.put(tensor.name(), ShapedValue.of(tensor)));
    shapes.compare(root, root.inputs(), constants);
    return shapes.contradictions;
  }

  /** As {@link #contradictions}, of the inner values of the graph and of branches walked. */
  public static List<String> innerContradictions(Graph root, ShapeInference.Walk walk) {
    DeclaredShapes shapes = new DeclaredShapes(root, walk);
    shapes.found.forEach((graph, values) -> shapes.compare(graph, graph.values(), values));
    return shapes.contradictions;
  }

  private static void collectHomes(Graph graph, Map<Node, Graph> homes) {
    for (Node node : graph.nodes()) {
      homes.put(node, graph);
      node.subgraphs().values().forEach(subgraph -> collectHomes(subgraph, homes));
    }
  }

  private void compare(Graph graph, List<ValueInfo> declared, Map<String, ShapedValue> values) {
    for (ValueInfo value : declared) {
      ShapedValue walked = values.get(value.name());
      if (walked != null && value.shape().filter(shape -> !fits(shape, walked)).isPresent()) {
        contradictions.add(
            "declares '%s' of graph '%s' as %s, but it is %s"
                .formatted(value.name(), graph.name(), sizes(value.shape()), walked.shapeOnly()));
      }
    }
  }

  private static boolean fits(List<ValueInfo.Dim> declared, ShapedValue walked) {
    if (declared.size() != walked.rank()) {
      return false;
    }
    for (int axis = 0; axis < declared.size(); axis++) {
      if (declared.get(axis) instanceof ValueInfo.Dim.Size size
          && size.value() != walked.size(axis)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> sizes(Optional<List<ValueInfo.Dim>> shape) {
    return shape.orElse(List.of()).stream()
        .map(
            dim ->
                dim instanceof ValueInfo.Dim.Size size
                    ? Long.toString(size.value())
                    : ((ValueInfo.Dim.Symbol) dim).name())
        .toList();
  }
}
