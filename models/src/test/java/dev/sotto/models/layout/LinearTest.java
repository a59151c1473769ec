package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinearTest {
  private final SmallGraph graph = new SmallGraph().input("x", "b", "t", 3);

  @BeforeEach
  void giveWeights() {
    graph.weight("w", 3, 5).weight("turned", 5, 3).weight("bias", 5);
  }

  @Test
  void aProductWithAConstantMatrixIsOne() {
    graph.node("MatMul", "y", "x", "w");
    Linear linear = only();
    assertTrue(linear.weight().transposed());
    assertEquals("w", linear.weight().use().value());
    assertEquals(List.of(3, 5), List.of(linear.in(), linear.out()));
    assertEquals("x to y", linear.input() + " to " + linear.output());
    assertTrue(linear.bias().isEmpty());
  }

  @Test
  void twoProductsInARowAreOneOfTwoFactors() {
    graph.weight("v", 3, 2).weight("u", 5, 2).weight("c", 5);
    graph.node("MatMul", "h", "x", "v");
    graph.node("Transpose", SmallGraph.perm(1, 0), "t", "u");
    graph.node("MatMul", "y", "h", "t");
    graph.node("Add", "z", "y", "c");
    Linear linear = only();
    assertEquals("v", linear.right().orElseThrow().use().value());
    assertTrue(linear.right().orElseThrow().transposed());
    assertEquals("u", linear.weight().use().value());
    assertFalse(linear.weight().transposed());
    assertEquals("c", linear.bias().orElseThrow().use().value());
    assertEquals(List.of(3, 5), List.of(linear.in(), linear.out()));
    assertEquals(
        List.of("x", "h", "y", "z"),
        List.of(linear.input(), linear.first(), linear.product(), linear.output()));
  }

  @Test
  void factorsWithSomethingBetweenThemOrSeenFromOutsideAreTwoLayers() {
    graph.weight("v", 3, 2).weight("u", 2, 5).weight("c", 2);
    graph.node("MatMul", "h", "x", "v");
    graph.node("MatMul", "y", "h", "u");
    assertEquals(1, Linear.findAll(graph.scope()).size());
    graph.graph().nodes().get(1).setInput(0, "g");
    graph.node("Add", "g", "h", "c");
    assertEquals(2, Linear.findAll(graph.scope()).size());
    graph.graph().nodes().get(1).setInput(0, "h");
    assertEquals(2, Linear.findAll(graph.scope()).size(), "the Add reads it too");
    graph.graph().nodes().remove(2);
    assertEquals(1, Linear.findAll(graph.scope()).size());
    graph.output("h");
    assertEquals(2, Linear.findAll(graph.scope()).size());
  }

  @Test
  void aMatrixMayBeTurnedBefore() {
    graph.node("Transpose", SmallGraph.perm(1, 0), "t", "turned");
    graph.node("MatMul", "y", "x", "t");
    Linear linear = only();
    assertFalse(linear.weight().transposed());
    assertEquals("turned", linear.weight().use().value());
    assertEquals(List.of(3, 5), List.of(linear.in(), linear.out()));
  }

  @Test
  void withoutAnOrderATransposeTurns() {
    graph.node("Transpose", "t", "turned");
    graph.node("MatMul", "y", "x", "t");
    assertFalse(only().weight().transposed());
  }

  @Test
  void aTransposeThatKeepsTheOrderTurnsNothing() {
    graph.node("Transpose", SmallGraph.perm(0, 1), "t", "w");
    graph.node("MatMul", "y", "x", "t");
    none();
  }

  @Test
  void aBiasMayStandOnEitherSide() {
    graph.node("MatMul", "y", "x", "w");
    graph.node("Add", "z", "bias", "y");
    assertEquals("z", only().output());
    assertEquals("bias", only().bias().orElseThrow().use().value());
    graph.graph().nodes().get(1).setInput(0, "y");
    graph.graph().nodes().get(1).setInput(1, "bias");
    assertEquals("bias", only().bias().orElseThrow().use().value());
  }

  @Test
  void theBiasOfOneUnitIsOne() {
    graph.weight("narrow", 3, 1).weight("single", 1);
    graph.node("MatMul", "y", "x", "narrow");
    graph.node("Add", "z", "y", "single");
    assertEquals("single", only().bias().orElseThrow().use().value());
  }

  @Test
  void whatIsAddedNeedNotBeABias() {
    graph.weight("wide", 1, 5).weight("short", 3).real("number", 1);
    graph.node("MatMul", "y", "x", "w");
    for (String other : List.of("wide", "short", "number", "x")) {
      graph.node("Add", "z", "y", other);
      assertTrue(only().bias().isEmpty(), other);
      assertEquals("y", only().output());
      graph.graph().nodes().remove(1);
    }
  }

  @Test
  void aProductThatOthersReadHasNoBias() {
    graph.node("MatMul", "y", "x", "w");
    graph.node("Add", "z", "y", "bias");
    graph.node("Identity", "also", "y");
    assertTrue(only().bias().isEmpty());
    graph.graph().nodes().remove(2);
    assertTrue(only().bias().isPresent());
    graph.output("y");
    assertTrue(only().bias().isEmpty());
  }

  @Test
  void productsOfActivationsVectorsAndNumbersAreNone() {
    Tensor whole =
        new Tensor(
            "whole", ElementType.INT8, new long[] {3, 5}, TensorData.of(ByteBuffer.allocate(15)));
    graph.graph().putInitializer(whole);
    graph.weight("cube", 2, 3, 5).weight("single", 1, 1);
    for (String other : List.of("x", "bias", "cube", "single", "whole")) {
      graph.node("MatMul", "y", "x", other);
      none();
      graph.graph().nodes().clear();
    }
  }

  /** A product of constants is a constant, and no layer. */
  @Test
  void aProductOfConstantsIsNone() {
    graph.node("MatMul", "y", "turned", "w");
    none();
  }

  @Test
  void halvesAreWeightsToo() {
    graph
        .graph()
        .putInitializer(
            new Tensor(
                "half",
                ElementType.FLOAT16,
                new long[] {3, 2},
                TensorData.of(ByteBuffer.allocate(12))));
    graph.node("MatMul", "y", "x", "half");
    assertEquals(2, only().out());
  }

  @Test
  void aBranchReadsTheWeightsAroundIt() {
    Graph branch = new Graph("branch", graph.graph());
    new SmallGraph(branch).node("MatMul", "y", "x", "w");
    graph.node("If", Map.of("then_branch", new Attribute.Subgraph(branch)), "z", "x");
    assertEquals(1, Linear.findAll(graph.scope().branches().values().iterator().next()).size());
    none();
  }

  private Linear only() {
    List<Linear> found = Linear.findAll(graph.scope());
    assertEquals(1, found.size());
    return found.get(0);
  }

  private void none() {
    assertEquals(List.of(), Linear.findAll(graph.scope()));
  }
}
