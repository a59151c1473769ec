package dev.sotto.models.shape;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the shapes that a graph declares with those that a walk found. */
public final class DeclaredShapes {
  private DeclaredShapes() {}

  /**
   * Where the inputs that have a constant value, and the outputs, of the outermost graph declare a
   * fixed size that is another in the walk. What branches and inner values declare does not count:
   * those are hints, which runtimes correct.
   */
  public static List<String> contradictions(Graph root, ShapeInference.Walk walk) {
    List<String> contradictions = new ArrayList<>(of(root, root.outputs(), walk.outputs()));
    Map<String, ShapedValue> constants = new HashMap<>();
    root.initializers().forEach(tensor -> constants.put(tensor.name(), ShapedValue.of(tensor)));
    contradictions.addAll(of(root, root.inputs(), constants));
    return contradictions;
  }

  static List<String> of(Graph graph, List<ValueInfo> declared, Map<String, ShapedValue> values) {
    List<String> contradictions = new ArrayList<>();
    for (ValueInfo value : declared) {
      ShapedValue walked = values.get(value.name());
      if (walked != null && value.shape().filter(shape -> !fits(shape, walked)).isPresent()) {
        contradictions.add(
            "declares '%s' of graph '%s' as %s, but it is %s"
                .formatted(value.name(), graph.name(), sizes(value.shape()), walked.shapeOnly()));
      }
    }
    return contradictions;
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
