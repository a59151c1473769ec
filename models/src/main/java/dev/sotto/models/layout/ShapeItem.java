package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import java.util.ArrayList;
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
record ShapeItem(Kind kind, long value, List<Use> path, int element) {

  enum Kind {
    CONSTANT,
    FACTOR,
    COMPUTED
  }

  private static final Set<String> TRANSPARENT = Set.of("Unsqueeze", "Squeeze", "Cast", "Identity");

  /** The sizes given to {@code reshape}, or nothing if their number cannot be told. */
  static Optional<List<ShapeItem>> of(Scope scope, Node reshape) {
    return items(scope, new ArrayList<>(), new Use(scope.graph(), reshape, 1));
  }

  private static Optional<List<ShapeItem>> items(Scope scope, List<Use> before, Use use) {
    List<Use> path = with(before, use);
    Optional<Tensor> constant = scope.constant(use.value());
    if (constant.isPresent()) {
      long[] values = constant.get().longs();
      List<ShapeItem> items = new ArrayList<>();
      for (int element = 0; element < values.length; element++) {
        items.add(new ShapeItem(Kind.CONSTANT, values[element], path, element));
      }
      return Optional.of(items);
    }
    Optional<Node> producer = scope.producer(use.value());
    if (producer.isEmpty()) {
      return Optional.empty();
    }
    Node node = producer.get();
    if (node.is("Concat")) {
      return concat(scope, path, node);
    }
    if (node.is("Cast") || node.is("Identity")) {
      return items(scope, path, new Use(scope.graph(), node, 0));
    }
    return node.is("Unsqueeze")
        ? Optional.of(List.of(scalar(scope, path, node)))
        : Optional.empty();
  }

  private static Optional<List<ShapeItem>> concat(Scope scope, List<Use> path, Node concat) {
    List<ShapeItem> items = new ArrayList<>();
    for (int input = 0; input < concat.inputs().size(); input++) {
      Optional<List<ShapeItem>> piece = items(scope, path, new Use(scope.graph(), concat, input));
      if (piece.isPresent()) {
        items.addAll(piece.get());
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
    while (TRANSPARENT.contains(node.opType())) {
      Use use = new Use(scope.graph(), node, 0);
      hops = with(hops, use);
      Optional<Tensor> constant = scope.constant(use.value());
      if (constant.isPresent()) {
        return new ShapeItem(Kind.CONSTANT, constant.get().longs()[0], hops, 0);
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
          return new ShapeItem(Kind.FACTOR, factor.get().longs()[0], with(hops, use), 0);
        }
      }
    }
    return computed();
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
