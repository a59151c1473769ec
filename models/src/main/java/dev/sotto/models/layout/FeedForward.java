package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A feed-forward network: two linear layers with nothing but an element-wise function of the first
 * between them.
 *
 * <pre>
 *   x ── fc1 ── Gelu, or Div ── Erf ── Add(1) ── Mul ── Mul(0.5) ── fc2 ── y
 * </pre>
 */
record FeedForward(Linear fc1, Linear fc2) {
  private static final Set<String> ELEMENT_WISE =
      Set.of(
          "Div", "Erf", "Add", "Mul", "Gelu", "Identity", "Cast", "Relu", "Pow", "Tanh", "Sigmoid");

  static List<FeedForward> findAll(Scope scope, List<Linear> linears) {
    Map<String, Linear> byFirst =
        linears.stream().collect(Collectors.toMap(Linear::first, Function.identity()));
    List<FeedForward> found = new ArrayList<>();
    for (Linear linear : linears) {
      next(scope, linear, byFirst).ifPresent(second -> found.add(new FeedForward(linear, second)));
    }
    return found;
  }

  /** The linear layer that reads an element-wise function of {@code first} and of nothing else. */
  private static Optional<Linear> next(Scope scope, Linear first, Map<String, Linear> byFirst) {
    Set<String> derived = new HashSet<>(Set.of(first.output()));
    Linear second = null;
    for (Node node : scope.nodes().subList(scope.position(first.matMul()), scope.nodes().size())) {
      if (node.inputs().stream().noneMatch(derived::contains)
          || node.output().equals(first.output())) {
        continue;
      }
      Linear linear = byFirst.get(node.output());
      if (linear != null && derived.contains(linear.input())) {
        if (second != null || linear.input().equals(first.output())) {
          return Optional.empty();
        }
        second = linear;
      } else if (isElementWise(scope, node, derived)) {
        derived.add(node.output());
      } else {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(second).filter(found -> found.in() == first.out());
  }

  private static boolean isElementWise(Scope scope, Node node, Set<String> derived) {
    return ELEMENT_WISE.contains(node.opType())
        && node.domain().isEmpty()
        && node.inputs().stream()
            .allMatch(input -> derived.contains(input) || isScalar(scope, input));
  }

  private static boolean isScalar(Scope scope, String value) {
    return scope.constant(value).filter(tensor -> tensor.elements() == 1).isPresent();
  }
}
