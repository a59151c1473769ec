package dev.sotto.models.shape;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.TopologicalOrder;
import dev.sotto.models.graph.ValueInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Walks a graph as a run with inputs of given shapes would, and tells the shape of every value on
 * the way. Of an {@code If}, only the branch that its condition names is walked.
 */
public final class ShapeInference {
  private final Path file;
  private final Graph graph;

  /**
   * What a walk saw.
   *
   * @param nodes every node that would run, in order; an {@code If} behind the nodes of its branch
   * @param outputs the outputs of the graph by name
   */
  public record Walk(List<EvaluatedNode> nodes, Map<String, ShapedValue> outputs) {
    public Walk {
      nodes = List.copyOf(nodes);
      outputs = Map.copyOf(outputs);
    }
  }

  /**
   * @param file names the model in messages
   * @throws SottoException naming all operators of the graph that are not known here
   */
  public ShapeInference(Path file, Graph graph) {
    this.file = file;
    this.graph = graph;
    Set<String> unknown = new TreeSet<>();
    collectUnknown(graph, unknown);
    if (!unknown.isEmpty()) {
      throw SottoException.badInput(
          file, "cannot infer shapes through the operators " + String.join(", ", unknown));
    }
  }

  private static void collectUnknown(Graph graph, Set<String> unknown) {
    for (Node node : graph.nodes()) {
      if (!node.is("If") && Operators.of(node).isEmpty()) {
        unknown.add(Operators.fullName(node));
      }
      node.subgraphs().values().forEach(subgraph -> collectUnknown(subgraph, unknown));
    }
  }

  /**
   * Walks the graph.
   *
   * @param inputs what is known of each input of the graph, by name
   * @throws SottoException if an input is missing, shapes do not fit, or a shape or condition
   *     depends on what only a run can tell
   */
  public Walk walk(Map<String, ShapedValue> inputs) {
    Map<String, ShapedValue> known = new HashMap<>();
    for (ValueInfo input : graph.inputs()) {
      if (inputs.containsKey(input.name())) {
        known.put(input.name(), inputs.get(input.name()));
      } else if (graph.initializer(input.name()).isEmpty()) {
        throw SottoException.badInput(file, "no shape is given for the input " + input.name());
      }
    }
    List<EvaluatedNode> nodes = new ArrayList<>();
    List<ShapedValue> values = walk(graph, known, nodes);
    Map<String, ShapedValue> outputs = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      outputs.put(graph.outputs().get(i).name(), values.get(i));
    }
    return new Walk(nodes, outputs);
  }

  /** Walks a graph or branch, adds its nodes, and returns its outputs. */
  private List<ShapedValue> walk(
      Graph part, Map<String, ShapedValue> known, List<EvaluatedNode> nodes) {
    part.initializers().forEach(tensor -> known.putIfAbsent(tensor.name(), ShapedValue.of(tensor)));
    for (Node node : TopologicalOrder.of(part)) {
      List<Optional<ShapedValue>> inputs =
          node.inputs().stream().map(name -> Optional.ofNullable(known.get(name))).toList();
      OperatorCall call = new OperatorCall(file, node, inputs);
      List<ShapedValue> outputs = node.is("If") ? branch(call, known, nodes) : infer(call);
      if (outputs.size() < node.outputs().size()) {
        throw call.fail("has more outputs than its operator gives");
      }
      for (int i = 0; i < node.outputs().size(); i++) {
        known.put(node.outputs().get(i), outputs.get(i));
      }
      nodes.add(new EvaluatedNode(node, inputs, outputs));
    }
    return part.outputs().stream().map(output -> known.get(output.name())).toList();
  }

  /** The outputs of the branch that an {@code If} takes; it sees the values around it. */
  private List<ShapedValue> branch(
      OperatorCall call, Map<String, ShapedValue> known, List<EvaluatedNode> nodes) {
    String name = call.values(0)[0] == 0 ? "else_branch" : "then_branch";
    if (call.node().attributes().get(name) instanceof Attribute.Subgraph taken) {
      return walk(taken.graph(), new HashMap<>(known), nodes);
    }
    throw call.fail("has no " + name);
  }

  private List<ShapedValue> infer(OperatorCall call) {
    try {
      return Operators.of(call.node()).orElseThrow().infer(call);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      // The operators rely on a sound call; a file may hold any, and this is where it shows.
      throw SottoException.badInput(
          call.file(),
          "node %s cannot run on inputs %s: %s"
              .formatted(
                  call.node().label(),
                  call.inputs().stream()
                      .flatMap(Optional::stream)
                      .map(ShapedValue::shapeOnly)
                      .toList(),
                  e.getMessage()),
          e);
    }
  }
}
