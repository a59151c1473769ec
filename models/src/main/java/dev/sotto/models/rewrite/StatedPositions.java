package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.layout.ShapeItem;
import dev.sotto.models.shape.EvaluatedNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A size in the shape of a Reshape that is the number of positions of a whole window.
 *
 * @param path from the Reshape to the constant
 * @param element index within the constant
 * @param instead 0 where the size is that of the same axis before, or -1 where it is what is left
 */
record StatedPositions(List<Use> path, int element, long instead) {

  /**
   * Those of one Reshape.
   *
   * @param evaluated as it runs on a whole window
   * @throws SottoException if a size is neither copied nor left over
   */
  static List<StatedPositions> of(Graph graph, EvaluatedNode evaluated, int positions) {
    List<ShapeItem> items = ShapeItem.of(Scope.of(graph), evaluated.node()).orElse(List.of());
    boolean oneIsLeft = items.stream().anyMatch(item -> isConstant(item, -1));
    long[] before = evaluated.inputShape(0);
    boolean copies = evaluated.node().intAttribute("allowzero", 0) == 0;
    List<StatedPositions> stated = new ArrayList<>();
    for (int axis = 0; axis < items.size(); axis++) {
      ShapeItem item = items.get(axis);
      if (!isConstant(item, positions)) {
        continue;
      }
      boolean same = axis < before.length && before[axis] == positions && copies;
      if (!same && oneIsLeft) {
        throw SottoException.badInput(
            evaluated.node().label(),
            "states %d positions in axis %d, which nothing else tells".formatted(positions, axis));
      }
      stated.add(new StatedPositions(item.path(), item.element(), same ? 0 : -1));
      oneIsLeft |= !same;
    }
    return stated;
  }

  private static boolean isConstant(ShapeItem item, long value) {
    return item.kind() == ShapeItem.Kind.CONSTANT && item.value() == value;
  }
}
