package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.Transposition;
import dev.sotto.models.onnx.NewModel;
import dev.sotto.models.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every difference is told, and none where there is none. */
class GraphComparisonTest {
  /** A graph with a branch, a constant node and two weights. */
  private static SmallGraph graph() {
    SmallGraph graph = new SmallGraph().input("x", "b", 3).weight("w", 3, 4).longs("n", 1, 2);
    graph.output("y", "b", 4);
    graph.node("MatMul", "p", "x", "w");
    graph.node(
        "Constant", Map.of("value", new Attribute.TensorValue(Tensor.ofLongs("", 5, 6))), "c");
    Graph branch = new Graph("branch", graph.graph());
    new SmallGraph(branch).node("Softmax", Map.of("axis", new Attribute.Int(-1)), "t", "p");
    branch.outputs().add(SmallGraph.value("t"));
    Attribute inner = new Attribute.Subgraph(branch);
    graph.node("If", Map.of("then_branch", inner, "else_branch", inner), "y", "x");
    graph.graph().values().add(SmallGraph.value("p", "b", 4));
    return graph;
  }

  @Test
  void equalGraphsDoNotDiffer() {
    differs(graph -> {}, List.of());
  }

  @Test
  void weightsAreComparedByTypeShapeAndNumbers() {
    differs(
        graph -> graph.putInitializer(SmallExport.tensor("w", new Random(99), 3, 4)),
        List.of("weight [w] holds other numbers"));
    differs(
        graph -> graph.putInitializer(SmallExport.tensor("w", new Random(99), 4, 3)),
        List.of("weight [w]: expected FLOAT[3, 4], found FLOAT[4, 3]"));
    differs(
        graph -> graph.putInitializer(Tensor.ofLongs("w", 1)),
        List.of("weight [w]: expected FLOAT[3, 4], found INT64[1]"));
    differs(graph -> graph.removeInitializer("n"), List.of("weight [n] is missing"));
    differs(
        graph -> graph.putInitializer(Tensor.ofLongs("more", 1)),
        List.of("expected 2 weights, found 3"));
  }

  @Test
  void declarationsAreComparedInTheirOrder() {
    differs(
        graph -> graph.inputs().add(SmallGraph.value("z")),
        List.of("expected 1 declared inputs, found 2"));
    differs(graph -> graph.values().clear(), List.of("expected 1 declared values, found 0"));
    differs(
        graph -> graph.outputs().set(0, SmallGraph.value("y", "b", 5)),
        List.of(
            "expected the output "
                + SmallGraph.value("y", "b", 4)
                + ", found "
                + SmallGraph.value("y", "b", 5)));
  }

  @Test
  void nodesAreComparedInTheirOrder() {
    differs(graph -> graph.nodes().add(graph.nodes().get(1)), List.of("expected 3 nodes, found 4"));
    differs(
        graph -> graph.nodes().get(0).setInput(0, "w"),
        List.of("expected the node MatMul 'to p'[x, w] -> [p], found MatMul 'to p'[w, w] -> [p]"));
    differs(
        graph ->
            graph
                .nodes()
                .set(0, new Node("", "far", "MatMul", List.of("x", "w"), List.of("p"), Map.of())),
        List.of("expected the node MatMul 'to p'[x, w] -> [p], found MatMul '-> p'[x, w] -> [p]"));
    differs(
        graph -> graph.nodes().get(0).setAttribute("a", new Attribute.Int(1)),
        List.of("expected the node MatMul 'to p'[x, w] -> [p], found MatMul 'to p'[x, w] -> [p]"));
  }

  @Test
  void attributesAreComparedToTheLastNumber() {
    differs(
        graph ->
            graph
                .nodes()
                .get(1)
                .setAttribute("value", new Attribute.TensorValue(Tensor.ofLongs("", 5, 7))),
        List.of("attribute value of node Constant 'to c' holds other numbers"));
    differs(
        graph -> graph.nodes().get(1).setAttribute("value", new Attribute.Int(1)),
        List.of("attribute value of node Constant 'to c' is another"));
  }

  @Test
  void branchesAreComparedToo() {
    String difference = "attribute axis of node Softmax 'to t' is another";
    differs(
        graph ->
            graph
                .nodes()
                .get(2)
                .subgraphs()
                .get("then_branch")
                .nodes()
                .get(0)
                .setAttribute("axis", new Attribute.Int(1)),
        List.of(difference, difference));
  }

  /** Numbers that lie in a file, and those that are computed when they are asked for. */
  @Test
  void whereNumbersComeFromDoesNotMatter(@TempDir Path folder) {
    SmallGraph built = new SmallGraph().weight("w", 300, 400).input("x", 300);
    built.node("MatMul", "y", "x", "w");
    Path file = folder.resolve("model.onnx");
    new NewModel(built.graph(), 18).write(file);
    Graph read = OnnxModel.read(file).graph();
    assertEquals(List.of(), compare(read, built.graph()));
    Tensor weight = built.graph().initializer("w").orElseThrow();
    Tensor computed = Transposition.transpose(Transposition.transpose(weight));
    built.graph().putInitializer(computed);
    assertEquals(List.of(), compare(built.graph(), read));
    assertEquals(List.of(), compare(read, built.graph()));
    built
        .graph()
        .putInitializer(Transposition.transpose(SmallExport.tensor("w", new Random(1), 400, 300)));
    assertEquals(List.of("weight [w] holds other numbers"), compare(built.graph(), read));
    assertEquals(List.of("weight [w] holds other numbers"), compare(read, built.graph()));
  }

  private static void differs(Consumer<Graph> change, List<String> expected) {
    SmallGraph changed = graph();
    change.accept(changed.graph());
    assertEquals(expected, compare(graph().graph(), changed.graph()));
  }

  private static List<String> compare(Graph expected, Graph found) {
    return GraphComparison.differences(expected, found, name -> "[" + name + "]");
  }
}
