package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphEditorTest {
  private final SmallGraph small = new SmallGraph();
  private final Graph graph = small.graph();

  private Use use(Node node, int input) {
    return new Use(graph, node, input);
  }

  private static Node constant(SmallGraph graph, String output, long... values) {
    return graph.node(
        "Constant",
        Map.of("value", new Attribute.TensorValue(Tensor.ofLongs(output, values))),
        output);
  }

  @Test
  void anInitializerThatAllItsReadersGiveUpIsReplacedInPlace() {
    small.weight("w", 2, 3).input("w", 2, 3);
    Node one = small.node("MatMul", "y", "x", "w");
    Node other = small.node("MatMul", "z", "x", "w");
    Tensor smaller = new SmallGraph().weight("w", 2, 1).graph().initializer("w").orElseThrow();
    new GraphEditor(graph).replaceInitializer(List.of(use(one, 1), use(other, 1)), smaller);
    assertSame(smaller, graph.initializer("w").orElseThrow());
    assertEquals(1, graph.initializers().size());
    assertEquals(List.of(SmallGraph.value("w", 2, 1)), graph.inputs());
  }

  @Test
  void whoeverElseReadsAnInitializerKeepsIt() {
    small.weight("w", 2, 3).input("w", 2, 3);
    Node one = small.node("MatMul", "y", "x", "w");
    Node other = small.node("MatMul", "z", "x", "w");
    Tensor before = graph.initializer("w").orElseThrow();
    Tensor smaller = new SmallGraph().weight("w", 2, 1).graph().initializer("w").orElseThrow();
    new GraphEditor(graph).replaceInitializer(List.of(use(one, 1)), smaller);
    assertSame(before, graph.initializer("w").orElseThrow());
    assertEquals("w", other.input(1));
    assertEquals("w_sotto_1", one.input(1));
    assertArrayEquals(new long[] {2, 1}, graph.initializer("w_sotto_1").orElseThrow().shape());
    assertEquals(
        List.of(SmallGraph.value("w", 2, 3), SmallGraph.value("w_sotto_1", 2, 1)), graph.inputs());
  }

  @Test
  void aBranchThatReadsAnInitializerOfTheGraphAroundItCounts() {
    small.weight("w", 2, 3);
    Graph branch = new Graph("branch", graph);
    Node inside = new SmallGraph(branch).node("MatMul", "y", "x", "w");
    small.node("If", Map.of("then_branch", new Attribute.Subgraph(branch)), "r", "c");
    Node outside = small.node("MatMul", "z", "x", "w");
    Tensor smaller = new SmallGraph().weight("w", 2, 1).graph().initializer("w").orElseThrow();
    GraphEditor.PerGraph editors = new GraphEditor.PerGraph();
    assertSame(editors.of(graph), editors.of(branch));
    editors.of(branch).replaceInitializer(List.of(new Use(branch, inside, 1)), smaller);
    assertEquals("w", outside.input(1));
    assertEquals("w_sotto_1", inside.input(1));
  }

  @Test
  void anElementOfAConstantThatOneReaderHasIsSetInPlace() {
    Node shape = constant(small, "s", 0, 6, 64);
    Node reader = small.node("Reshape", "y", "x", "s");
    new GraphEditor(graph).setElement(List.of(use(reader, 1)), 1, 4);
    assertEquals(2, graph.nodes().size());
    assertArrayEquals(new long[] {0, 4, 64}, held(shape));
  }

  @Test
  void everyHopThatOthersShareIsClonedForTheReaderAlone() {
    Node heads = constant(small, "h", 6);
    Node shape = small.node("Concat", "s", "b", "h");
    Node one = small.node("Reshape", "y", "x", "s");
    Node other = small.node("Reshape", "z", "x", "s");
    GraphEditor editor = new GraphEditor(graph);
    editor.setElement(List.of(use(one, 1), use(shape, 1)), 0, 4);
    assertEquals("s", other.input(1));
    assertArrayEquals(new long[] {6}, held(heads));
    Node clone = SmallGraph.producer(graph, one.input(1));
    assertNotEquals(shape, clone);
    assertArrayEquals(new long[] {4}, held(SmallGraph.producer(graph, clone.input(1))));
    assertEquals(6, graph.nodes().size());
    // The same place again: what is its own by now is changed in place.
    editor.setElement(List.of(use(one, 1), use(shape, 1)), 0, 3);
    assertArrayEquals(new long[] {3}, held(SmallGraph.producer(graph, clone.input(1))));
    assertEquals(6, graph.nodes().size());
  }

  @Test
  void aValueThatLeavesTheGraphIsShared() {
    Node heads = constant(small, "h", 6);
    Node reader = small.node("Reshape", "y", "x", "h");
    small.output("h");
    new GraphEditor(graph).setElement(List.of(use(reader, 1)), 0, 4);
    assertArrayEquals(new long[] {6}, held(heads));
    assertEquals("h_sotto_1", reader.input(1));
  }

  @Test
  void aShapeThatIsAnInitializerIsReplacedForItsReader() {
    small.longs("s", 0, 6);
    Node one = small.node("Reshape", "y", "x", "s");
    Node other = small.node("Reshape", "z", "x", "s");
    new GraphEditor(graph).setElement(List.of(use(one, 1)), 1, 4);
    assertArrayEquals(new long[] {0, 6}, graph.initializer(other.input(1)).orElseThrow().longs());
    assertArrayEquals(new long[] {0, 4}, graph.initializer(one.input(1)).orElseThrow().longs());
  }

  @Test
  void freshNamesAreNoOthers() {
    small.weight("w", 1).weight("w_sotto_1", 1).input("w_sotto_2", 1);
    assertEquals("w_sotto_3", new GraphEditor(graph).fresh("w"));
  }

  private static long[] held(Node constant) {
    return ((Attribute.TensorValue) constant.attribute("value").orElseThrow()).value().longs();
  }
}
