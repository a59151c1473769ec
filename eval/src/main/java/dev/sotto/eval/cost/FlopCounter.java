package dev.sotto.eval.cost;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.shape.EvaluatedNode;
import dev.sotto.models.shape.ShapeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the floating-point operations of the nodes that a run would execute. */
public final class FlopCounter {
  private final Map<String, Set<String>> sources = new HashMap<>();

  private FlopCounter(Graph graph) {
    graph.inputs().stream()
        .map(ValueInfo::name)
        .filter(name -> graph.initializer(name).isEmpty())
        .forEach(name -> sources.put(name, Set.of(name)));
  }

  /** The nodes of {@code walk} that multiply matrices or convolve, in order. */
  public static List<NodeFlops> count(Graph graph, ShapeInference.Walk walk) {
    return new FlopCounter(graph).count(walk);
  }

  private List<NodeFlops> count(ShapeInference.Walk walk) {
    List<NodeFlops> counted = new ArrayList<>();
    for (EvaluatedNode evaluated : walk.nodes()) {
      Node node = evaluated.node();
      Set<String> derived = sources(node);
      node.outputs().forEach(output -> sources.put(output, derived));
      long flops = flops(evaluated);
      if (flops > 0) {
        String name = node.name().isEmpty() ? node.label() : node.name();
        counted.add(new NodeFlops(name, node.opType(), flops, derived));
      }
    }
    return counted;
  }

  private Set<String> sources(Node node) {
    Set<String> derived = new HashSet<>();
    node.inputs().forEach(input -> derived.addAll(sources.getOrDefault(input, Set.of())));
    for (Graph branch : node.subgraphs().values()) {
      branch
          .outputs()
          .forEach(output -> derived.addAll(sources.getOrDefault(output.name(), Set.of())));
    }
    return derived;
  }

  /** Two for each element of the output and each product that is summed into it. */
  private static long flops(EvaluatedNode evaluated) {
    long summands =
        switch (evaluated.node().opType()) {
          case "MatMul", "MatMulInteger", "DynamicQuantizeMatMul", "MatMulNBits" ->
              last(evaluated.inputShape(0));
          case "Gemm" ->
              evaluated.inputShape(0)[evaluated.node().intAttribute("transA", 0) == 0 ? 1 : 0];
          case "Conv", "ConvInteger" -> receptiveField(evaluated.inputShape(1));
          default -> 0;
        };
    return summands == 0
        ? 0
        : Math.multiplyExact(2 * summands, evaluated.outputs().get(0).elements());
  }

  private static long last(long... shape) {
    return shape[shape.length - 1];
  }

  /** Input values under one output value: a weight is [channels out, channels in / group, ...]. */
  private static long receptiveField(long... weight) {
    return weight[0] == 0 ? 0 : Tensor.elements(weight) / weight[0];
  }
}
