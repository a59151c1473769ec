package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Respelled;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NormTest {
  private final SmallGraph graph = new SmallGraph().input("x", "b", "t", 3);

  @BeforeEach
  void giveWeights() {
    graph.weight("gain", 3).weight("bias", 3).weight("matrix", 3, 3).real("number", 2);
  }

  @Test
  void theOperatorStatesItsEpsilonOrHasTheUsualOne() {
    Node node = graph.node("LayerNormalization", "y", "x", "gain", "bias");
    assertEquals(OptionalDouble.of(1e-5f), only().epsilon());
    node.setAttribute("epsilon", new Attribute.Real(0.25f));
    Norm norm = only();
    assertEquals(OptionalDouble.of(0.25), norm.epsilon());
    assertEquals("x gain bias y", words(norm));
  }

  @Test
  void theOperatorWithoutABiasIsNone() {
    graph.node("LayerNormalization", "y", "x", "gain");
    none();
  }

  @Test
  void arithmeticIsANormalisation() {
    spellOut();
    assertEquals("x gain bias y", words(only()));
    assertEquals(OptionalDouble.of(0.125), only().epsilon());
  }

  /** The operator with its epsilon as arithmetic; the last three nodes are Div, Mul and Add. */
  private void spellOut() {
    graph.node(
        "LayerNormalization",
        Map.of("epsilon", new Attribute.Real(0.125f)),
        "y",
        "x",
        "gain",
        "bias");
    Respelled.arithmeticNorms(graph.graph());
  }

  @Test
  void theOperandsMayStandOnEitherSide() {
    spellOut();
    for (int back = 1; back <= 2; back++) {
      Node node = fromEnd(back);
      String first = node.input(0);
      node.setInput(0, node.input(1));
      node.setInput(1, first);
    }
    assertEquals("x gain bias y", words(only()));
  }

  private Node fromEnd(int back) {
    return graph.graph().nodes().get(graph.graph().nodes().size() - back);
  }

  @Test
  void aQuotientOfOtherThingsIsNone() {
    spellOut();
    Node div = fromEnd(3);
    assertTrue(div.is("Div"));
    div.setInput(1, "number");
    none();
    div.setInput(1, "x");
    none();
  }

  @Test
  void aDeviationOfWhatWasNotCentredIsNone() {
    spellOut();
    fromEnd(3).setInput(0, "x");
    none();
  }

  @Test
  void whatIsScaledByNoVectorIsNone() {
    for (String other : List.of("matrix", "number", "x")) {
      graph.graph().nodes().clear();
      spellOut();
      fromEnd(2).setInput(1, other);
      none();
      graph.graph().nodes().clear();
      spellOut();
      fromEnd(1).setInput(1, other);
      none();
    }
  }

  @Test
  void whatOthersReadOnTheWayIsNone() {
    spellOut();
    graph.node("Identity", "also", fromEnd(3).output());
    none();
  }

  @Test
  void anEpsilonThatIsHiddenIsNone() {
    spellOut();
    Node sum =
        graph.graph().nodes().stream().filter(node -> node.is("Add")).findFirst().orElseThrow();
    String epsilon = sum.input(1);
    sum.setInput(1, "gain");
    assertTrue(only().epsilon().isEmpty());
    graph.longs("whole", 1);
    sum.setInput(1, "whole");
    assertTrue(only().epsilon().isEmpty());
    sum.setInput(1, sum.input(0));
    sum.setInput(0, epsilon);
    assertEquals(OptionalDouble.of(0.125), only().epsilon());
  }

  private static String words(Norm norm) {
    return String.join(
        " ", norm.input(), norm.weight().value(), norm.bias().value(), norm.output());
  }

  private Norm only() {
    List<Norm> found = Norm.findAll(graph.scope());
    assertEquals(1, found.size());
    return found.get(0);
  }

  private void none() {
    assertEquals(List.of(), Norm.findAll(graph.scope()));
  }
}
