package dev.sotto.models.layout;

import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.HeadSite.Measure;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.ValueInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the axes of an attention's values from its projections to its output, and so finds every
 * place that states the number of heads, and checks that all state the same.
 */
final class HeadTrace {
  private static final List<HeadAxis> PROJECTED =
      List.of(HeadAxis.OTHER, HeadAxis.OTHER, HeadAxis.FEATURES);
  private static final List<HeadAxis> CACHED =
      List.of(HeadAxis.OTHER, HeadAxis.HEADS, HeadAxis.OTHER, HeadAxis.HEAD_DIM);
  private static final Set<String> SIDE_OPERATORS =
      Set.of("Transpose", "Reshape", "Identity", "Cast");

  private final Scope scope;
  private final Set<Node> path;
  private final Set<String> sources;
  private final Map<String, List<HeadAxis>> axes = new LinkedHashMap<>();
  private final List<HeadSite> sites = new ArrayList<>();

  /** What each place says, by place, for the message where they disagree. */
  private final Map<Long, String> statedHeads = new LinkedHashMap<>();

  private final Map<Long, String> statedHeadDims = new LinkedHashMap<>();
  private final Map<Long, String> statedFeatures = new LinkedHashMap<>();

  HeadTrace(Scope scope, Set<Node> path, Set<String> sources) {
    this.scope = scope;
    this.path = path;
    this.sources = sources;
  }

  /** Follows the axes; returns what is wrong, if anything is. */
  Optional<String> follow(Linear query, Optional<Linear> key, Optional<Linear> value, Linear out) {
    statedFeatures.put((long) query.out(), "the query projection");
    key.ifPresent(linear -> statedFeatures.put((long) linear.out(), "the key projection"));
    value.ifPresent(linear -> statedFeatures.put((long) linear.out(), "the value projection"));
    statedFeatures.put((long) out.in(), "the output projection");
    for (String source : sources) {
      axes.put(source, scope.isInput(source) ? CACHED : PROJECTED);
    }
    for (Node node : scope.nodes()) {
      if (path.contains(node)) {
        Optional<String> problem = step(node);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    if (!PROJECTED.equals(axes.get(out.input()))
        && !List.of(HeadAxis.OTHER, HeadAxis.FEATURES).equals(axes.get(out.input()))) {
      return Optional.of("its heads are not merged before " + out.matMul().label());
    }
    Optional<String> sides = followSides(out);
    if (sides.isPresent()) {
      return sides;
    }
    axes.forEach(this::declared);
    return disagreement();
  }

  /**
   * Follows what leaves the attention on the side, as caches and attention weights do; a reader
   * that is not understood could depend on the heads unseen.
   */
  private Optional<String> followSides(Linear out) {
    Set<Node> followed = new HashSet<>(path);
    followed.add(out.matMul());
    Deque<String> open = new ArrayDeque<>(axes.keySet());
    while (!open.isEmpty()) {
      String value = open.remove();
      for (Scope.Use use : scope.isInput(value) ? List.<Scope.Use>of() : scope.uses(value)) {
        Node node = use.node();
        if (node.is("Shape") || !followed.add(node)) {
          continue;
        }
        if (!SIDE_OPERATORS.contains(node.opType()) || !node.domain().isEmpty()) {
          return Optional.of("also flows into " + node.label() + ", which is not understood");
        }
        Optional<String> problem = step(node);
        if (problem.isPresent()) {
          return problem;
        }
        open.add(node.output());
      }
    }
    return Optional.empty();
  }

  private Optional<String> step(Node node) {
    List<HeadAxis> first = null;
    for (String input : node.inputs()) {
      first = first == null ? axes.get(input) : first;
    }
    if (first == null) {
      return Optional.of("flows through " + node.label() + ", which reads none of its values");
    }
    List<HeadAxis> result;
    if (node.is("Reshape")) {
      Optional<String> problem = reshape(node, first);
      if (problem.isPresent()) {
        return problem;
      }
      result = axes.get(node.output());
    } else if (node.is("Transpose")) {
      Optional<List<HeadAxis>> turned = HeadAxis.transpose(first, node.intsAttribute("perm"));
      if (turned.isEmpty()) {
        return Optional.of("is transposed by " + node.label() + ", whose axes are not its own");
      }
      result = turned.get();
    } else if (node.is("MatMul")) {
      result = new ArrayList<>(first.subList(0, first.size() - 1));
      List<HeadAxis> second = axes.get(node.input(1));
      if (second == null || second.size() != first.size()) {
        return Optional.of("multiplies values of different rank in " + node.label());
      }
      result.add(second.get(second.size() - 1));
    } else {
      result = first;
    }
    axes.put(node.output(), List.copyOf(result));
    return Optional.empty();
  }

  private Optional<String> reshape(Node node, List<HeadAxis> from) {
    Optional<List<ShapeItem>> items = ShapeItem.of(scope, node);
    Optional<List<HeadAxis>> to = items.flatMap(list -> HeadAxis.reshape(from, list.size()));
    if (to.isEmpty()) {
      return Optional.of("is reshaped by " + node.label() + " in a way that is not understood");
    }
    for (int axis = 0; axis < to.get().size(); axis++) {
      state(node, to.get().get(axis), items.get().get(axis));
    }
    axes.put(node.output(), to.get());
    return Optional.empty();
  }

  private void state(Node node, HeadAxis axis, ShapeItem item) {
    boolean constant = item.kind() == ShapeItem.Kind.CONSTANT && item.value() > 0;
    if (axis == HeadAxis.HEADS && constant) {
      statedHeads.put(item.value(), node.label());
      sites.add(new HeadSite.ShapeElement(item.path(), item.element(), Measure.HEADS));
    } else if (axis == HeadAxis.FEATURES && constant) {
      statedFeatures.put(item.value(), node.label());
      sites.add(new HeadSite.ShapeElement(item.path(), item.element(), Measure.FEATURES));
    } else if (axis == HeadAxis.BATCH_HEADS && item.kind() == ShapeItem.Kind.FACTOR) {
      statedHeads.put(item.value(), node.label());
      sites.add(new HeadSite.ShapeElement(item.path(), item.element(), Measure.HEADS));
    } else if (axis == HeadAxis.HEAD_DIM && constant) {
      statedHeadDims.put(item.value(), node.label());
    }
  }

  /** The declared shapes of {@code value}: as an input, an output or in between. */
  private void declared(String value, List<HeadAxis> valueAxes) {
    declared(scope.graph(), scope.graph().outputs(), value, valueAxes);
    declared(scope.graph(), scope.graph().values(), value, valueAxes);
    for (Graph graph = scope.graph(); graph != null; graph = graph.parent().orElse(null)) {
      declared(graph, graph.inputs(), value, valueAxes);
    }
  }

  private void declared(
      Graph graph, List<ValueInfo> infos, String value, List<HeadAxis> valueAxes) {
    for (ValueInfo info : infos) {
      if (info.name().equals(value) && info.shape().isPresent()) {
        declaredAxes(graph, info, valueAxes);
      }
    }
  }

  private void declaredAxes(Graph graph, ValueInfo info, List<HeadAxis> valueAxes) {
    List<ValueInfo.Dim> dims = info.shape().orElseThrow();
    for (int axis = 0; axis < Math.min(dims.size(), valueAxes.size()); axis++) {
      if (!(dims.get(axis) instanceof ValueInfo.Dim.Size size)) {
        continue;
      }
      String place = "the declared shape of '" + info.name() + "'";
      switch (valueAxes.get(axis)) {
        case HEADS -> {
          statedHeads.put(size.value(), place);
          sites.add(new HeadSite.DeclaredAxis(graph, info.name(), axis, Measure.HEADS));
        }
        case FEATURES -> {
          statedFeatures.put(size.value(), place);
          sites.add(new HeadSite.DeclaredAxis(graph, info.name(), axis, Measure.FEATURES));
        }
        case HEAD_DIM -> statedHeadDims.put(size.value(), place);
        default -> {}
      }
    }
  }

  private Optional<String> disagreement() {
    for (Map<Long, String> stated : List.of(statedHeads, statedHeadDims, statedFeatures)) {
      if (stated.size() > 1) {
        List<String> words = new ArrayList<>();
        stated.forEach((number, place) -> words.add(number + " in " + place));
        String what =
            stated == statedHeads ? "heads" : stated == statedHeadDims ? "head width" : "width";
        return Optional.of(
            "its constants disagree about the " + what + ": " + String.join(", ", words));
      }
    }
    long features = features();
    if (statedHeads.isEmpty() && statedHeadDims.isEmpty()) {
      return Optional.of("nothing states its number of heads");
    }
    for (Map<Long, String> stated : List.of(statedHeads, statedHeadDims)) {
      for (Map.Entry<Long, String> number : stated.entrySet()) {
        if (number.getKey() < 1 || number.getKey() > features) {
          return Optional.of(
              "its width is %s, but %s says %s"
                  .formatted(features, number.getValue(), number.getKey()));
        }
      }
    }
    if (features != (long) count() * width()) {
      return Optional.of("its width " + features + " is not " + count() + " heads of " + width());
    }
    return Optional.empty();
  }

  private long features() {
    return statedFeatures.keySet().iterator().next();
  }

  private int count() {
    return (int)
        (statedHeads.isEmpty()
            ? features() / statedHeadDims.keySet().iterator().next()
            : statedHeads.keySet().iterator().next());
  }

  private int width() {
    return (int)
        (statedHeadDims.isEmpty()
            ? features() / count()
            : statedHeadDims.keySet().iterator().next());
  }

  /** What was found. */
  Heads heads() {
    Map<String, List<HeadAxis>> outputs = new LinkedHashMap<>();
    axes.forEach(
        (value, valueAxes) -> {
          if (scope.isOutput(value)) {
            outputs.put(value, valueAxes);
          }
        });
    return new Heads(count(), width(), List.copyOf(sites), outputs);
  }
}
