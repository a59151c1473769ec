package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedForwardTest {
  private final SmallGraph graph = new SmallGraph().input("x", "b", "t", 3);

  @BeforeEach
  void giveWeights() {
    graph.weight("w1", 3, 5).weight("b1", 5).weight("w2", 5, 3).weight("b2", 3);
    graph.weight("narrow", 4, 3).real("half", 0.5f).real("one", 1);
    graph.node("MatMul", "up", "x", "w1");
    graph.node("Add", "biased", "b1", "up");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Gelu", "Relu", "Tanh", "Sigmoid", "Identity", "Cast", "Erf"})
  void twoLayersWithOneFunctionBetweenAreOne(String function) {
    graph.node(function, "hidden", "biased");
    down("hidden");
    assertEquals("w1 b1 w2 b2", found());
  }

  @Test
  void theFunctionMayBeSpelledOut() {
    graph.node("Div", "scaled", "biased", "half");
    graph.node("Erf", "erf", "scaled");
    graph.node("Add", "more", "one", "erf");
    graph.node("Mul", "product", "biased", "more");
    graph.node("Mul", "hidden", "product", "half");
    down("hidden");
    assertEquals("w1 b1 w2 b2", found());
  }

  @Test
  void twoLayersWithNothingBetweenAreNone() {
    down("biased");
    assertEquals("", found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "Transpose", "Sqrt"})
  void otherFunctionsAreNone(String function) {
    graph.node(function, "hidden", "biased");
    down("hidden");
    assertEquals("", found());
  }

  @Test
  void aFunctionOfAnotherDomainIsNone() {
    graph
        .graph()
        .nodes()
        .add(new Node("", "far", "Gelu", List.of("biased"), List.of("hidden"), Map.of()));
    down("hidden");
    assertEquals("", found());
  }

  /** The activation of a gate, say: the unit would not leave alone. */
  @Test
  void aFunctionOfOtherThingsTooIsNone() {
    graph.node("Mul", "hidden", "biased", "x");
    down("hidden");
    assertEquals("", found());
    graph.graph().nodes().get(2).setInput(1, "b1");
    assertEquals("", found());
  }

  @Test
  void unitsThatOthersReadAreNone() {
    graph.node("Gelu", "hidden", "biased");
    down("hidden");
    graph.node("Shape", "size", "hidden");
    assertEquals("", found());
  }

  @Test
  void unitsThatTwoLayersReadAreNone() {
    graph.node("Gelu", "hidden", "biased");
    down("hidden");
    graph.node("MatMul", "again", "hidden", "w2");
    assertEquals("", found());
  }

  @Test
  void layersThatDoNotFitAreNone() {
    graph.node("Gelu", "hidden", "biased");
    graph.node("MatMul", "down", "hidden", "narrow");
    assertEquals("", found());
  }

  private void down(String hidden) {
    graph.node("MatMul", "down", hidden, "w2");
    graph.node("Add", "y", "down", "b2");
  }

  /** The weights of the networks that are found. */
  private String found() {
    Scope scope = graph.scope();
    return String.join(
        ";",
        FeedForward.findAll(scope, Linear.findAll(scope)).stream()
            .map(network -> words(network.fc1()) + " " + words(network.fc2()))
            .toList());
  }

  private static String words(Linear linear) {
    return linear.weight().use().value() + " " + linear.bias().orElseThrow().use().value();
  }
}
