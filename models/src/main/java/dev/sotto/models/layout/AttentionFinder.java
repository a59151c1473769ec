package dev.sotto.models.layout;

import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the attentions of a graph: each Softmax, forward to its output projection, back to queries,
 * keys and values.
 */
final class AttentionFinder {
  /** Operators inside an attention, through whose first input its data flows. */
  private static final Set<String> OF_FIRST =
      Set.of("Reshape", "Transpose", "Cast", "Identity", "Softmax", "IsNaN", "Dropout", "Div");

  /** Those through all whose inputs it may. */
  private static final Set<String> OF_ALL = Set.of("Where", "Mul", "Add", "Concat", "MatMul");

  private final Scope scope;

  /** By what they give before the bias. */
  private final Map<String, Linear> linears;

  /** By what is computed of their input first. */
  private final Map<String, Linear> byFirst;

  private final Unmatched unmatched;
  private final String where;

  AttentionFinder(Scope scope, List<Linear> linears, Unmatched unmatched, String where) {
    this.scope = scope;
    this.linears = linears.stream().collect(Collectors.toMap(Linear::product, Function.identity()));
    this.byFirst = linears.stream().collect(Collectors.toMap(Linear::first, Function.identity()));
    this.unmatched = unmatched;
    this.where = where;
  }

  /** The attentions in topological order; a Softmax that belongs to none is reported. */
  List<Attention> findAll() {
    List<Attention> found = new ArrayList<>();
    for (Node node : scope.nodes()) {
      if (node.is("Softmax")) {
        find(node).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Attention> find(Node softmax) {
    Optional<Linear> out = outputProjection(softmax);
    if (out.isEmpty()) {
      return Optional.empty();
    }
    Set<String> sources = new LinkedHashSet<>();
    Set<Node> path = pathTo(out.get().input(), sources);
    if (path.isEmpty()) {
      return stop(softmax, "has no queries, keys and values before it");
    }
    List<Node> products = path.stream().filter(node -> node.is("MatMul")).toList();
    if (products.size() != 2 || !path.contains(softmax)) {
      return stop(
          softmax, "expected two products of activations around it, found " + products.size());
    }
    Node scores = isBefore(products.get(0), products.get(1)) ? products.get(0) : products.get(1);
    Node context = scores == products.get(0) ? products.get(1) : products.get(0);
    Set<String> query = sourcesOf(scores.input(0), path, sources);
    Set<String> key = sourcesOf(scores.input(1), path, sources);
    Set<String> value = sourcesOf(context.input(1), path, sources);
    Optional<Linear> q = projection(query);
    Optional<Linear> k = projection(key);
    Optional<Linear> v = projection(value);
    if (q.isEmpty() || query.size() != 1 || k.isPresent() != v.isPresent()) {
      return stop(softmax, "expected one query projection and keys and values alike before it");
    }
    HeadTrace trace = new HeadTrace(scope, path, sources);
    Optional<String> problem = trace.follow(q.get(), k, v, out.get());
    if (problem.isPresent()) {
      return stop(softmax, problem.get());
    }
    return Optional.of(new Attention(softmax, q.get(), k, v, out.get(), trace.heads()));
  }

  /** The linear layer that the softmax flows into. */
  private Optional<Linear> outputProjection(Node softmax) {
    Deque<String> open = new ArrayDeque<>(List.of(softmax.output()));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String value = open.remove();
      for (Use use : scope.uses(value)) {
        Node node = use.node();
        Linear linear = byFirst.get(node.output());
        if (linear != null && linear.input().equals(value)) {
          return Optional.of(linear);
        }
        if (node.is("Shape")) {
          continue;
        }
        if (!isData(use)) {
          stop(softmax, "flows into " + node.label() + ", which is not understood there");
          return Optional.empty();
        }
        if (seen.add(node.output())) {
          open.add(node.output());
        }
      }
    }
    stop(softmax, "flows into no output projection");
    return Optional.empty();
  }

  private static boolean isData(Use use) {
    return use.node().domain().isEmpty()
        && (OF_ALL.contains(use.node().opType())
            || (OF_FIRST.contains(use.node().opType()) && use.input() == 0));
  }

  /**
   * The nodes through which {@code value} comes from projections and caches, in topological order.
   *
   * @param sources receives the values where it begins
   */
  private Set<Node> pathTo(String value, Set<String> sources) {
    Set<Node> behind = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(value));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      Optional<Node> producer = scope.producer(next);
      if (isCache(next) || linears.containsKey(next)) {
        sources.add(next);
      } else if (producer.isPresent() && behind.add(producer.get())) {
        open.addAll(dataInputs(producer.get()));
      }
    }
    Set<String> reached = new HashSet<>(sources);
    Set<Node> path = new LinkedHashSet<>();
    for (Node node : scope.nodes()) {
      if (behind.contains(node) && dataInputs(node).stream().anyMatch(reached::contains)) {
        path.add(node);
        reached.addAll(node.outputs());
      }
    }
    return reached.contains(value) ? path : Set.of();
  }

  /** The values that flow through a node of an attention; none of another node. */
  private List<String> dataInputs(Node node) {
    return IntStream.range(0, node.inputs().size())
        .filter(input -> isData(new Use(scope.graph(), node, input)))
        .mapToObj(node::input)
        .toList();
  }

  /** A cache of keys or values: a four-dimensional floating-point input {@code [B, H, T, K]}. */
  private boolean isCache(String value) {
    return scope
        .input(value)
        .filter(input -> input.shape().filter(shape -> shape.size() == 4).isPresent())
        .isPresent();
  }

  private boolean isBefore(Node first, Node second) {
    return scope.position(first) < scope.position(second);
  }

  /** Those of {@code sources} from which {@code value} comes along {@code path}. */
  private Set<String> sourcesOf(String value, Set<Node> path, Set<String> sources) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(value));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (sources.contains(next)) {
        found.add(next);
      } else {
        scope.producer(next).filter(path::contains).ifPresent(node -> open.addAll(node.inputs()));
      }
    }
    return found;
  }

  private Optional<Linear> projection(Set<String> sources) {
    return sources.stream().map(linears::get).filter(linear -> linear != null).findFirst();
  }

  private Optional<Attention> stop(Node node, String reason) {
    unmatched.add(where, node, reason);
    return Optional.empty();
  }
}
