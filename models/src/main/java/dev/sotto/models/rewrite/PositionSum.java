package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.WeightSite;
import java.util.List;
import java.util.Map;

/**
 * Where positions are added to what was heard, and how they get there from their table.
 *
 * @param site that reads the table
 * @param added what the sum reads: the table, or what was made of it
 * @param isSliced whether as many are added as there are
 */
record PositionSum(WeightSite site, Use added, boolean isSliced) {
  private static final int MOST_HOPS = 8;

  /**
   * Follows the table to the sum.
   *
   * @throws SottoException if it is read by something else
   */
  static PositionSum of(WeightSite site) {
    Graph graph = site.use().graph();
    Scope scope = Scope.of(graph);
    Use use = site.use();
    boolean sliced = false;
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      Node node = use.node();
      if (node.is("Add")) {
        return new PositionSum(site, use, sliced);
      }
      sliced |= node.is("Slice") && graph.visibleInitializer(node.input(2)).isEmpty();
      List<Use> next = scope.uses(node.output());
      if (next.size() != 1) {
        break;
      }
      use = next.get(0);
    }
    throw SottoException.badInput(
        site.use().value(),
        "is read by "
            + site.node().label()
            + ", where positions are expected to be added to what was heard");
  }

  /** Whether rows are picked from the table by number before they are added. */
  boolean isGathered() {
    return !site.node().equals(added.node()) && !isSliced;
  }

  /**
   * Adds only as many as there are.
   *
   * @return what reads the positions now
   */
  Use slice(GraphEditor editor) {
    Graph graph = added.graph();
    Node sum = added.node();
    String hidden = sum.input(1 - added.input());
    String positions = added.value();
    String one = constant(graph, editor, positions, "one", 1);
    String zero = constant(graph, editor, positions, "zero", 0);
    String rows = constant(graph, editor, positions, "rows", -2);
    Node shape = node(editor, sum, "Shape", List.of(hidden), Map.of());
    Node length =
        node(
            editor,
            sum,
            "Gather",
            List.of(shape.output(), one),
            Map.of("axis", new Attribute.Int(0)));
    Node slice =
        node(editor, sum, "Slice", List.of(positions, zero, length.output(), rows), Map.of());
    graph.nodes().addAll(graph.nodes().indexOf(sum), List.of(shape, length, slice));
    sum.setInput(added.input(), slice.output());
    return new Use(graph, slice, 0);
  }

  private static Node node(
      GraphEditor editor,
      Node sum,
      String type,
      List<String> inputs,
      Map<String, Attribute> attributes) {
    String name = sum.name().isEmpty() ? "" : editor.fresh(sum.name() + "_" + type);
    return new Node(
        name, "", type, inputs, List.of(editor.fresh(sum.output() + "_" + type)), attributes);
  }

  private static String constant(
      Graph graph, GraphEditor editor, String like, String what, long value) {
    Tensor tensor = Tensor.ofLongs(editor.fresh(like + "_" + what), value);
    GraphEditor.store(graph, tensor, like);
    return tensor.name();
  }
}
