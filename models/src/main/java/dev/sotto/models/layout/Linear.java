package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A linear layer: a MatMul with a constant matrix, and the Add of a constant vector behind it if
 * there is one.
 *
 * <pre>
 *   x ── MatMul(W [in, out]) ──────────────── Add(b) ── y
 *   x ── MatMul(Transpose(W [out, in])) ───── Add(b) ── y
 * </pre>
 *
 * <p>The matrix may be a product of two factors, of which none but the other reads what the first
 * gives; {@code right} is the one that is met first:
 *
 * <pre>
 *   x ── MatMul(V [in, k]) ── MatMul(U [k, out]) ── Add(b) ── y
 * </pre>
 *
 * <p>Where several lie side by side in one matrix, each is one of these, with the same {@code
 * matMul}.
 *
 * @param matMul the product that reads the layer's input
 * @param weight the matrix, or its left factor
 * @param right its right factor, if it is a product
 * @param product what the layer gives before the bias, or, where the layers are told apart only
 *     behind it, its output
 * @param output the value behind the bias
 */
public record Linear(
    Node matMul,
    Reading weight,
    Optional<Reading> right,
    Optional<Reading> bias,
    String product,
    String output,
    int in,
    int out) {

  /** The value that is multiplied. */
  public String input() {
    return matMul.input(0);
  }

  /** What the node that reads the input gives: the product, or what lies between two factors. */
  String first() {
    return right.isPresent() ? matMul.output() : product;
  }

  /** The linear layers of a graph in topological order. */
  public static List<Linear> findAll(Scope scope) {
    Map<Node, Linear> found = new LinkedHashMap<>();
    for (Node node : scope.nodes()) {
      if (node.is("MatMul")) {
        find(scope, node).ifPresent(linear -> found.put(node, linear));
      }
    }
    List<Linear> joined = new ArrayList<>();
    Set<Node> second = new HashSet<>();
    for (Linear linear : found.values()) {
      if (!second.contains(linear.matMul)) {
        Optional<Linear> other = linear.soleReader(scope).map(found::get);
        other.ifPresent(left -> second.add(left.matMul));
        joined.add(other.map(linear::before).orElse(linear));
      }
    }
    return joined;
  }

  /** The product that alone reads what this gives, if there is nothing between the two. */
  private Optional<Node> soleReader(Scope scope) {
    List<Use> uses = scope.uses(product);
    return bias.isEmpty() && uses.size() == 1 && !scope.isOutput(product)
        ? Optional.of(uses.get(0)).filter(use -> use.input() == 0).map(Use::node)
        : Optional.empty();
  }

  private Linear before(Linear left) {
    return new Linear(
        matMul,
        left.weight,
        Optional.of(weight),
        left.bias,
        left.product,
        left.output,
        in,
        left.out);
  }

  private static Optional<Linear> find(Scope scope, Node matMul) {
    Use direct = new Use(scope.graph(), matMul, 1);
    Optional<Node> transpose =
        scope.producer(matMul.input(1), "Transpose").filter(Linear::swapsTwoAxes);
    Use weight = transpose.map(node -> new Use(scope.graph(), node, 0)).orElse(direct);
    Optional<Tensor> matrix =
        scope.graph().visibleInitializer(weight.value()).filter(tensor -> Weights.isMatrix(tensor));
    if (matrix.isEmpty() || scope.constant(matMul.input(0)).isPresent()) {
      return Optional.empty();
    }
    boolean inOut = transpose.isEmpty();
    int in = (int) matrix.get().shape()[inOut ? 0 : 1];
    int out = (int) matrix.get().shape()[inOut ? 1 : 0];
    Optional<Use> bias = bias(scope, matMul.output(), out);
    String output = bias.map(use -> use.node().output()).orElse(matMul.output());
    return Optional.of(
        new Linear(
            matMul,
            Reading.whole(weight, inOut),
            Optional.empty(),
            bias.map(use -> Reading.whole(use, false)),
            matMul.output(),
            output,
            in,
            out));
  }

  private static boolean swapsTwoAxes(Node transpose) {
    List<Long> perm = transpose.intsAttribute("perm");
    return perm.isEmpty() || perm.equals(List.of(1L, 0L));
  }

  private static Optional<Use> bias(Scope scope, String product, int out) {
    List<Use> uses = scope.uses(product);
    if (uses.size() != 1 || !uses.get(0).node().is("Add") || scope.isOutput(product)) {
      return Optional.empty();
    }
    Use bias = new Use(scope.graph(), uses.get(0).node(), 1 - uses.get(0).input());
    return scope
        .graph()
        .visibleInitializer(bias.value())
        .filter(tensor -> Weights.isVector(tensor, out))
        .map(tensor -> bias);
  }
}
