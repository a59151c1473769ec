package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One size of the shape that a Reshape is given: a constant, a constant factor of something
 * computed, or computed altogether.
 *
 * @param value the constant or the factor; 0 where there is none
 * @param path from the Reshape to the constant
 * @param element index within the constant
 */
public record ShapeItem(Kind kind, long value, List<Use> path, int element) {

  public enum Kind {
    CONSTANT,
    FACTOR,
    COMPUTED
  }

  private static final Set<String> TRANSPARENT = Set.of("Unsqueeze", "Squeeze", "Cast", "Identity");

  /** Exporters need at most five hops and four sizes; files made to be followed for ever, more. */
  private static final int MOST_HOPS = 16;

  private static final int MOST_ITEMS = 16;

  /** The sizes given to {@code reshape}, or nothing if their number cannot be told. */
  public static Optional<List<ShapeItem>> of(Scope scope, Node reshape) {
    return items(scope, new ArrayList<>(), new Use(scope.graph(), reshape, 1));
  }

  private static Optional<List<ShapeItem>> items(Scope scope, List<Use> before, Use use) {
    if (before.size() >= MOST_HOPS) {
      return Optional.empty();
    }
    List<Use> path = with(before, use);
    Optional<Tensor> constant = scope.constant(use.value());
    if (constant.isPresent()) {
      return constant
          .filter(held -> held.elements() <= MOST_ITEMS)
          .flatMap(Tensor::wholeNumbers)
          // 0 copies a size and -1 stands for what is left; no other number below 1 is a size.
          .filter(values -> Arrays.stream(values).allMatch(value -> value >= -1))
          .map(values -> constants(values, path));
    }
    Optional<Node> producer = scope.producer(use.value());
    if (producer.isEmpty()) {
      return Optional.empty();
    }
    Node node = producer.get();
    if (node.is("Concat")) {
      // No exporter joins shapes of shapes, which would double with each level.
      boolean nested = before.stream().anyMatch(hop -> hop.node().is("Concat"));
      return nested || node.inputs().size() > MOST_ITEMS
          ? Optional.empty()
          : concat(scope, path, node);
    }
    if (node.is("Cast") || node.is("Identity")) {
      return items(scope, path, new Use(scope.graph(), node, 0));
    }
    return node.is("Unsqueeze")
        ? Optional.of(List.of(scalar(scope, path, node)))
        : Optional.empty();
  }

  private static List<ShapeItem> constants(long[] values, List<Use> path) {
    List<ShapeItem> items = new ArrayList<>();
    for (int element = 0; element < values.length; element++) {
      items.add(new ShapeItem(Kind.CONSTANT, values[element], path, element));
    }
    return items;
  }

  private static Optional<List<ShapeItem>> concat(Scope scope, List<Use> path, Node concat) {
    List<ShapeItem> items = new ArrayList<>();
    for (int input = 0; input < concat.inputs().size(); input++) {
      Use use = new Use(scope.graph(), concat, input);
      Optional<List<ShapeItem>> piece = items(scope, path, use);
      if (piece.isPresent()) {
        items.addAll(piece.get());
      } else if (scope.constant(use.value()).isPresent()
          || scope.producer(use.value(), "Concat").isPresent()) {
        return Optional.empty();
      } else {
        // A computed piece of a shape is one size: exporters slice or gather sizes one by one.
        items.add(computed());
      }
    }
    return Optional.of(items);
  }

  /** A size that is computed as a scalar: it may be a multiple of a constant. */
  private static ShapeItem scalar(Scope scope, List<Use> path, Node unsqueeze) {
    Node node = unsqueeze;
    List<Use> hops = path;
    while (TRANSPARENT.contains(node.opType()) && hops.size() < MOST_HOPS) {
      Use use = new Use(scope.graph(), node, 0);
      hops = with(hops, use);
      Optional<Tensor> constant = scope.constant(use.value());
      if (constant.isPresent()) {
        return single(Kind.CONSTANT, constant.get(), hops);
      }
      Optional<Node> producer = scope.producer(use.value());
      if (producer.isEmpty()) {
        return computed();
      }
      node = producer.get();
    }
    if (node.is("Mul")) {
      for (int input = 0; input < 2; input++) {
        Use use = new Use(scope.graph(), node, input);
        Optional<Tensor> factor = scope.constant(use.value());
        if (factor.isPresent()) {
          return single(Kind.FACTOR, factor.get(), with(hops, use));
        }
      }
    }
    return computed();
  }

  /** The only element of a constant; what holds another number of them is no size. */
  private static ShapeItem single(Kind kind, Tensor constant, List<Use> path) {
    return constant
        .wholeNumbers()
        .filter(values -> values.length == 1)
        .map(values -> new ShapeItem(kind, values[0], path, 0))
        .orElseGet(ShapeItem::computed);
  }

  private static ShapeItem computed() {
    return new ShapeItem(Kind.COMPUTED, 0, List.of(), 0);
  }

  private static List<Use> with(List<Use> path, Use hop) {
    List<Use> longer = new ArrayList<>(path);
    longer.add(hop);
    return longer;
  }
}
