package dev.sotto.models.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs, their nodes, and who reads what. */
class GraphsTest {
  private final SmallGraph outer = new SmallGraph().input("x", 1).longs("c", 1, 2);
  private final Graph branch = new Graph("branch", outer.graph());
  private final SmallGraph inner = new SmallGraph(branch);

  @Test
  void constantsAreSeenFromInside() {
    inner.longs("d", 3);
    assertEquals(Optional.of(outer.graph()), branch.ownerOf("c"));
    assertEquals(Optional.of(branch), branch.ownerOf("d"));
    assertEquals(Optional.empty(), outer.graph().ownerOf("d"));
    assertEquals(Optional.empty(), branch.initializer("c"));
    assertEquals(2, branch.visibleInitializer("c").orElseThrow().elements());
    // The nearest one hides the others.
    inner.longs("c", 1, 2, 3);
    assertEquals(3, branch.visibleInitializer("c").orElseThrow().elements());
    branch.removeInitializer("c");
    assertEquals(2, branch.visibleInitializer("c").orElseThrow().elements());
    assertEquals(Optional.of(outer.graph()), branch.parent());
    assertEquals("graph branch (0 nodes, 1 initializers)", branch.toString());
  }

  @Test
  void aConstantThatIsReplacedKeepsItsPlace() {
    outer.longs("d", 3).longs("c", 7);
    assertEquals(
        List.of("c", "d"), outer.graph().initializers().stream().map(Tensor::name).toList());
    assertEquals(7, outer.graph().initializer("c").orElseThrow().longs()[0]);
  }

  @Test
  void nodesTellWhatTheyHave() {
    Node node =
        new Node(
            "n",
            "ai.onnx",
            "Pad",
            List.of("a", "", "c"),
            List.of("y"),
            Map.of("axis", new Attribute.Int(3), "axes", new Attribute.Ints(List.of(1L, 2L))));
    assertEquals("", node.domain());
    assertTrue(node.is("Pad"));
    assertFalse(node.is("pad"));
    assertFalse(new Node("", "far", "Pad", List.of(), List.of("y"), Map.of()).is("Pad"));
    assertEquals(
        "a,,c,", String.join(",", node.input(0), node.input(1), node.input(2), node.input(9)));
    assertEquals(3, node.intAttribute("axis", 9));
    assertEquals(9, node.intAttribute("axes", 9));
    assertEquals(List.of(1L, 2L), node.intsAttribute("axes"));
    assertEquals(List.of(), node.intsAttribute("axis"));
    assertEquals(Optional.empty(), node.attribute("other"));
    assertEquals("Pad 'n'[a, , c] -> [y]", node.toString());
    node.setInput(1, "b");
    node.addOutput("z");
    node.setAttribute("axis", new Attribute.Int(4));
    assertEquals("Pad 'n'[a, b, c] -> [y, z]", node.toString());
    assertEquals(4, node.intAttribute("axis", 9));
    assertEquals(
        "Pad '-> y,z'", new Node("", "", "Pad", List.of(), List.of("y", "z"), Map.of()).label());
    assertThrows(UnsupportedOperationException.class, () -> node.inputs().add("d"));
  }

  @Test
  void aScopeKnowsWritersAndReaders() {
    Node first = outer.node("Relu", "a", "x");
    Node second = outer.node("Add", "b", "a", "a");
    inner.node("Mul", "t", "a", "c");
    branch.outputs().add(SmallGraph.value("t"));
    Node choice = outer.node("If", Map.of("then_branch", new Attribute.Subgraph(branch)), "y", "b");
    outer.output("y");
    Scope scope = outer.scope();
    assertEquals(List.of(first, second, choice), scope.nodes());
    assertEquals(1, scope.position(second));
    assertEquals(Optional.of(first), scope.producer("a"));
    assertEquals(Optional.empty(), scope.producer("a", "Add"));
    assertEquals(Optional.of(second), scope.producer("b", "Add"));
    assertEquals(
        List.of(new Scope.Use(outer.graph(), second, 0), new Scope.Use(outer.graph(), second, 1)),
        scope.uses("a"));
    assertEquals(List.of(), scope.uses("y"));
    assertTrue(scope.isInput("x"));
    assertFalse(scope.isInput("a"));
    assertTrue(scope.isOutput("y"));
    assertEquals(Set.of("If 'to y'/then_branch"), scope.branches().keySet());
    Scope within = scope.branches().values().iterator().next();
    assertSame(branch, within.graph());
    assertTrue(within.isInput("x"), "inputs of the graph around it");
    assertTrue(within.constant("c").isPresent(), "constants of the graph around it");
    assertEquals(Optional.empty(), within.producer("a"), "but not its nodes");
    assertFalse(within.isOutput("y"));
    assertEquals("a", within.uses("a").get(0).value());
  }

  @Test
  void aConstantIsAnInitializerOrANode() {
    Tensor held = Tensor.ofLongs("", 5);
    outer.node("Constant", Map.of("value", new Attribute.TensorValue(held)), "k");
    outer.node("Constant", Map.of("value_int", new Attribute.Int(5)), "n");
    outer.node("Identity", "i", "k");
    Scope scope = outer.scope();
    assertEquals(Optional.of(held), scope.constant("k"));
    assertEquals(2, scope.constant("c").orElseThrow().elements());
    for (String none : List.of("n", "i", "x", "nothing")) {
      assertEquals(Optional.empty(), scope.constant(none), none);
    }
  }

  /** Whatever the order in the file, every node comes behind those whose values it reads. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyOrderIsSorted(long seed) {
    Random random = new Random(seed);
    SmallGraph graph = new SmallGraph().input("v0");
    for (int index = 1; index < 60; index++) {
      graph.node("Add", "v" + index, "v" + random.nextInt(index), "v" + random.nextInt(index));
    }
    assertEquals(graph.graph().nodes().size(), sorted(graph.graph()));
    List<Node> shuffled = new ArrayList<>(graph.graph().nodes());
    Collections.shuffle(shuffled, random);
    graph.graph().nodes().clear();
    graph.graph().nodes().addAll(shuffled);
    assertEquals(shuffled.size(), sorted(graph.graph()));
    // A node that reads what comes of it, and all that depends on it, cannot be ordered.
    Node early = shuffled.get(random.nextInt(shuffled.size()));
    early.setInput(0, early.output());
    assertTrue(sorted(graph.graph()) < shuffled.size());
  }

  /** How many nodes were ordered, each behind what it reads. */
  private static int sorted(Graph graph) {
    List<Node> ordered = TopologicalOrder.of(graph);
    Set<String> known = new HashSet<>();
    known.add("v0");
    for (Node node : ordered) {
      assertTrue(known.containsAll(node.inputs()), node.toString());
      known.addAll(node.outputs());
    }
    return ordered.size();
  }

  @Test
  void aBranchReadsForItsNode() {
    inner.input("given", 1).longs("own", 1);
    inner.node("Add", "t", "a", "own");
    inner.node("Mul", "u", "t", "given");
    branch.outputs().add(SmallGraph.value("passed"));
    Node choice = outer.node("If", Map.of("then_branch", new Attribute.Subgraph(branch)), "y", "x");
    assertEquals(Set.of("x", "a", "passed"), TopologicalOrder.reads(choice));
    Node late = outer.node("Relu", "a", "x");
    assertEquals(List.of(late, choice), TopologicalOrder.of(outer.graph()));
  }
}
