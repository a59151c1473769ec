package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.GraphCheck;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one reader is to see, no other sees. */
class GraphEditorTest {
  private final SmallGraph graph = new SmallGraph().input("x", "b", 3);
  private final Tensor other = SmallExport.tensor("w", new Random(7), 2, 3);

  @AfterEach
  void theGraphIsSound() {
    GraphCheck.check(Path.of("m.onnx"), graph.graph());
  }

  private Use use(Node node, int input) {
    return new Use(graph.graph(), node, input);
  }

  @Test
  void aConstantOfOneReaderIsReplacedInPlaceWithItsDeclarations() {
    graph.weight("w", 3, 3).input("w", 3, 3);
    graph.graph().values().add(SmallGraph.value("w", 3, "n"));
    Node node = graph.node("MatMul", "y", "x", "w");
    new GraphEditor(graph.graph()).replaceInitializer(List.of(use(node, 1)), other);
    assertSame(other, graph.graph().initializer("w").orElseThrow());
    assertEquals("w", node.input(1));
    assertEquals(SmallGraph.value("w", 2, 3), graph.graph().inputs().get(1));
    assertEquals(SmallGraph.value("w", 2, "n"), graph.graph().values().get(0));
  }

  @Test
  void aConstantThatOthersReadIsLeftToThem() {
    graph.weight("w", 3, 3).input("w", 3, 3);
    Tensor before = graph.graph().initializer("w").orElseThrow();
    Node node = graph.node("MatMul", "y", "x", "w");
    Node others = graph.node("MatMul", "z", "x", "w");
    new GraphEditor(graph.graph()).replaceInitializer(List.of(use(node, 1)), other);
    assertSame(before, graph.graph().initializer("w").orElseThrow());
    assertEquals("w", others.input(1));
    assertNotEquals("w", node.input(1));
    assertEquals(other.bytes(), graph.graph().initializer(node.input(1)).orElseThrow().bytes());
    // Where constants are declared among the inputs, the new one is, too.
    assertEquals(SmallGraph.value(node.input(1), 2, 3), graph.graph().inputs().get(2));
  }

  @Test
  void allReadersTogetherAreAsOne() {
    graph.weight("w", 3, 3);
    Node one = graph.node("MatMul", "y", "x", "w");
    Node two = graph.node("MatMul", "z", "x", "w");
    new GraphEditor(graph.graph()).replaceInitializer(List.of(use(two, 1), use(one, 1)), other);
    assertSame(other, graph.graph().initializer("w").orElseThrow());
    assertEquals(1, graph.graph().initializers().size());
  }

  /** A branch that reads a constant of the graph around it counts. */
  @Test
  void readersInBranchesAreReaders() {
    graph.weight("w", 3, 3);
    Graph branch = new Graph("branch", graph.graph());
    Node inside = new SmallGraph(branch).node("MatMul", "t", "x", "w");
    branch.outputs().add(SmallGraph.value("t"));
    Map<String, Attribute> branches =
        Map.of(
            "then_branch",
            new Attribute.Subgraph(branch),
            "else_branch",
            new Attribute.Subgraph(branch));
    graph.node("If", branches, "y", "x");
    Node outside = graph.node("MatMul", "z", "x", "w");
    GraphEditor editor = new GraphEditor.PerGraph().of(branch);
    editor.replaceInitializer(List.of(new Use(branch, inside, 1)), other);
    assertNotEquals("w", inside.input(1));
    assertEquals("w", outside.input(1));
    // The new one lies where the old one did.
    assertTrue(graph.graph().initializer(inside.input(1)).isPresent());
    // Once the other reader is gone from it, it has only one.
    editor.replaceInitializer(List.of(use(outside, 1)), other);
    assertSame(other, graph.graph().initializer("w").orElseThrow());
    assertEquals(2, graph.graph().initializers().size());
  }

  @Test
  void anElementOfAConstantIsSetWhereverItIsHeld() {
    graph.longs("shape", 0, 3, 4);
    Node one = graph.node("Reshape", "y", "x", "shape");
    graph.node(
        "Constant",
        Map.of("value", new Attribute.TensorValue(Tensor.ofLongs("", 0, 3, 4))),
        "held");
    Node two = graph.node("Reshape", "z", "x", "held");
    GraphEditor editor = new GraphEditor(graph.graph());
    editor.setElement(List.of(use(one, 1)), 1, 9);
    editor.setElement(List.of(use(two, 1)), 2, 8);
    assertArrayEquals(new long[] {0, 9, 4}, constant("shape"));
    assertArrayEquals(new long[] {0, 3, 8}, constant("held"));
  }

  private long[] constant(String value) {
    return Scope.of(graph.graph()).constant(value).orElseThrow().longs();
  }

  /** The whole way to the constant is copied where others read what lies on it. */
  @Test
  void aSharedWayIsCopiedForItsReader() {
    graph.scalar("heads", 3).longs("zero", 0).longs("rest", 4);
    Node heads = graph.node("Unsqueeze", "list", "heads", "zero");
    Node shape = graph.node("Concat", "shape", "list", "rest");
    Node one = graph.node("Reshape", "y", "x", "shape");
    Node two = graph.node("Reshape", "z", "x", "shape");
    List<Use> path = List.of(use(one, 1), use(shape, 0), use(heads, 0));
    new GraphEditor(graph.graph()).setElement(path, 0, 2);
    assertEquals("shape", two.input(1));
    assertEquals(3, first("shape"));
    assertNotEquals("shape", one.input(1));
    assertEquals(2, first(one.input(1)));
    // Set again, the way is its own and is not copied once more.
    int nodes = graph.graph().nodes().size();
    Scope scope = graph.scope();
    Node own = scope.producer(one.input(1)).orElseThrow();
    Node ownHeads = scope.producer(own.input(0)).orElseThrow();
    new GraphEditor(graph.graph())
        .setElement(List.of(use(one, 1), use(own, 0), use(ownHeads, 0)), 0, 1);
    assertEquals(nodes, graph.graph().nodes().size());
    assertEquals(1, first(one.input(1)));
    assertEquals(3, first("shape"));
  }

  /** The heads that a shape begins with. */
  private long first(String shape) {
    Scope scope = graph.scope();
    Node concat = scope.producer(shape, "Concat").orElseThrow();
    Node list = scope.producer(concat.input(0), "Unsqueeze").orElseThrow();
    return scope.constant(list.input(0)).orElseThrow().longs()[0];
  }

  @Test
  void aConstantThatLeavesTheGraphIsLeft() {
    graph.node(
        "Constant", Map.of("value", new Attribute.TensorValue(Tensor.ofLongs("", 3, 4))), "held");
    graph.output("held", 2);
    Node node = graph.node("Reshape", "y", "x", "held");
    new GraphEditor(graph.graph()).setElement(List.of(use(node, 1)), 0, 2);
    assertArrayEquals(new long[] {3, 4}, constant("held"));
    assertArrayEquals(new long[] {2, 4}, constant(node.input(1)));
  }

  @Test
  void newNamesAreNobodys() {
    graph.weight("w", 3, 3).node("MatMul", "w_sotto_1", "x", "w");
    GraphEditor editor = new GraphEditor(graph.graph());
    Set<String> names = new HashSet<>(Set.of("w", "w_sotto_1", "x"));
    for (int count = 0; count < 5; count++) {
      assertTrue(names.add(editor.fresh("w")));
    }
    assertEquals("x_sotto_1", editor.fresh("x"));
  }

  @Test
  void readersAreKeptTrue() {
    Node one = graph.node("Add", "y", "x", "x");
    Node two = graph.node("Relu", "z", "y");
    Readers readers = new Readers(graph.graph());
    assertEquals(Set.of(use(one, 0), use(one, 1)), readers.of(graph.graph(), "x"));
    assertEquals(Set.of(), readers.of(graph.graph(), "z"));
    readers.redirect(use(two, 0), "x");
    assertEquals("x", two.input(0));
    assertEquals(Set.of(), readers.of(graph.graph(), "y"));
    assertEquals(3, readers.of(graph.graph(), "x").size());
    Node three = graph.node("Relu", "u", "z");
    readers.add(graph.graph(), three);
    assertEquals(Set.of(use(three, 0)), readers.of(graph.graph(), "z"));
    assertEquals(Set.of(), readers.of(new Graph("other", null), "x"));
  }
}
