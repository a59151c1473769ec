package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer normalisation, as one operator or, before opset 17, as its arithmetic.
 *
 * <pre>
 *   x ── LayerNormalization(w, b) ── y
 *   x ── Sub(mean) ── Div(Sqrt(...)) ── Mul(w) ── Add(b) ── y
 * </pre>
 */
record Norm(Node node, Use weight, Use bias, String output) {

  static List<Norm> findAll(Scope scope) {
    List<Norm> found = new ArrayList<>();
    for (Node node : scope.nodes()) {
      if (node.is("LayerNormalization") && node.inputs().size() == 3) {
        found.add(
            new Norm(
                node,
                new Use(scope.graph(), node, 1),
                new Use(scope.graph(), node, 2),
                node.output()));
      } else if (node.is("Div")) {
        decomposed(scope, node).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Norm> decomposed(Scope scope, Node div) {
    boolean standardises =
        scope.producer(div.input(0), "Sub").isPresent()
            && scope.producer(div.input(1), "Sqrt").isPresent();
    if (!standardises) {
      return Optional.empty();
    }
    return onlyReader(scope, div, "Mul")
        .flatMap(
            weight ->
                onlyReader(scope, weight.node(), "Add")
                    .map(bias -> new Norm(div, weight, bias, bias.node().output())));
  }

  /** The other operand of the only node that reads {@code node}, if that is a constant vector. */
  private static Optional<Use> onlyReader(Scope scope, Node node, String opType) {
    List<Use> uses = scope.uses(node.output());
    if (uses.size() != 1 || !uses.get(0).node().is(opType)) {
      return Optional.empty();
    }
    Use operand = new Use(scope.graph(), uses.get(0).node(), 1 - uses.get(0).input());
    return scope
        .graph()
        .visibleInitializer(operand.value())
        .filter(tensor -> Weights.isWeight(tensor) && tensor.rank() == 1)
        .map(tensor -> operand);
  }
}
