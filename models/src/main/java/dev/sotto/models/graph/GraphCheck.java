package dev.sotto.models.graph;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of the ONNX format that everything here relies on: every node writes a value, every
 * value is written once, and before it is read; nodes of known operators have the inputs and
 * outputs that these have, and the branches of an {@code If} give as many values as it does.
 */
public final class GraphCheck {
  private final Path file;

  private GraphCheck(Path file) {
    this.file = file;
  }

  /**
   * Checks a graph and its subgraphs.
   *
   * @throws SottoException naming the first node that breaks a rule
   */
  public static void check(Path file, Graph graph) {
    new GraphCheck(file).check(graph, Set.of());
  }

  private void check(Graph graph, Set<String> visible) {
    Set<String> written = new HashSet<>();
    for (ValueInfo input : graph.inputs()) {
      if (!written.add(input.name())) {
        throw SottoException.badInput(file, "two inputs are named '" + input.name() + "'");
      }
    }
    graph.initializers().forEach(tensor -> written.add(tensor.name()));
    if (written.contains("")) {
      // An empty name is how a node says that it leaves an input out.
      throw SottoException.badInput(file, "an input or initializer has no name");
    }
    for (Node node : graph.nodes()) {
      checkForm(node);
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !written.add(output)) {
          throw bad(node, "writes '" + output + "', which is written already");
        }
      }
    }
    written.addAll(visible);
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !written.contains(input)) {
          throw bad(node, "reads '" + input + "', which no node, input or initializer gives");
        }
      }
      node.subgraphs().values().forEach(subgraph -> check(subgraph, written));
    }
    for (ValueInfo output : graph.outputs()) {
      if (!written.contains(output.name())) {
        throw SottoException.badInput(
            file, "nothing gives the graph output '" + output.name() + "'");
      }
    }
    List<Node> ordered = TopologicalOrder.of(graph);
    if (ordered.size() < graph.nodes().size()) {
      Set<Node> sound = new HashSet<>(ordered);
      Node stuck =
          graph.nodes().stream().filter(node -> !sound.contains(node)).findFirst().orElseThrow();
      throw bad(stuck, "depends on its own output; the graph has a cycle");
    }
  }

  private void checkForm(Node node) {
    if (node.outputs().isEmpty()) {
      throw bad(node, "has no output");
    }
    Arity.of(node)
        .flatMap(arity -> arity.problem(node))
        .ifPresent(
            problem -> {
              throw bad(node, problem);
            });
    if (node.is("If")) {
      for (String branch : List.of("then_branch", "else_branch")) {
        Graph graph = node.subgraphs().get(branch);
        if (graph == null) {
          throw bad(node, "has no " + branch);
        }
        if (graph.outputs().size() != node.outputs().size()) {
          throw bad(
              node,
              "gives %s values, its %s %s"
                  .formatted(node.outputs().size(), branch, graph.outputs().size()));
        }
      }
    }
  }

  private SottoException bad(Node node, String problem) {
    return SottoException.badInput(file, "node " + node.label() + " " + problem);
  }
}
