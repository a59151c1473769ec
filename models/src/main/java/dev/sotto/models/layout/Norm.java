package dev.sotto.models.layout;

import dev.sotto.models.export.NormSite;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.whisper.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A layer normalisation, as one operator or, before opset 17, as its arithmetic.
 *
 * <pre>
 *   x ── LayerNormalization(w, b) ── y
 *   x ── Sub(mean) ── Div(Sqrt(...)) ── Mul(w) ── Add(b) ── y
 * </pre>
 *
 * @param input the value that is normalised
 * @param epsilon what is added to the variance; none where the arithmetic hides it
 */
record Norm(Node node, Use weight, Use bias, String input, String output, OptionalDouble epsilon) {
  /** What the operator adds to the variance where its attribute is absent. */
  private static final float DEFAULT_EPSILON = 1e-5f;

  static List<Norm> findAll(Scope scope) {
    List<Norm> found = new ArrayList<>();
    for (Node node : scope.nodes()) {
      if (node.is("LayerNormalization") && node.inputs().size() == 3) {
        found.add(operator(scope, node));
      } else if (node.is("Div")) {
        decomposed(scope, node).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Norm operator(Scope scope, Node node) {
    double epsilon =
        node.attribute("epsilon").orElse(null) instanceof Attribute.Real stated
            ? stated.value()
            : DEFAULT_EPSILON;
    return new Norm(
        node,
        new Use(scope.graph(), node, 1),
        new Use(scope.graph(), node, 2),
        node.input(0),
        node.output(),
        OptionalDouble.of(epsilon));
  }

  private static Optional<Norm> decomposed(Scope scope, Node div) {
    Optional<Node> centred = scope.producer(div.input(0), "Sub");
    Optional<Node> deviation = scope.producer(div.input(1), "Sqrt");
    if (centred.isEmpty() || deviation.isEmpty()) {
      return Optional.empty();
    }
    return onlyReader(scope, div, "Mul")
        .flatMap(
            weight ->
                onlyReader(scope, weight.node(), "Add")
                    .map(
                        bias ->
                            new Norm(
                                div,
                                weight,
                                bias,
                                centred.get().input(0),
                                bias.node().output(),
                                epsilon(scope, deviation.get()))));
  }

  /** The constant in {@code Sqrt(Add(variance, epsilon))}, the form that exporters write. */
  private static OptionalDouble epsilon(Scope scope, Node deviation) {
    return scope.producer(deviation.input(0), "Add").stream()
        .flatMap(add -> add.inputs().stream())
        .flatMap(input -> scope.constant(input).stream())
        .filter(constant -> constant.elements() == 1 && FloatData.canWiden(constant.type()))
        .mapToDouble(constant -> FloatData.widen(constant).bytes().getFloat())
        .findFirst();
  }

  NormSite site(Part part, String name) {
    return new NormSite(part, weight.graph(), name, input, output, epsilon);
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
