package dev.sotto.models.graph;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GraphCheckTest {
  private final Graph graph = new Graph("g", null);
  private final Graph branch = new Graph("b", graph);

  @BeforeEach
  void declareAnInput() {
    graph.inputs().add(value("x"));
  }

  @Test
  void acceptsUnsortedNodesAndInputsLeftOut() {
    add(graph, List.of("a", ""), "y");
    add(graph, List.of("x"), "a");
    graph.outputs().add(value("y"));
    assertDoesNotThrow(this::check);
  }

  @Test
  void letsABranchReadTheValuesAroundItThoughTheyComeLater() {
    addIf();
    add(branch, List.of("a"), "t");
    add(graph, List.of("x"), "a");
    branch.outputs().add(value("t"));
    assertDoesNotThrow(this::check);
  }

  @Test
  void doesNotLetTheGraphReadTheValuesOfABranch() {
    addIf();
    add(branch, List.of("x"), "t");
    add(graph, List.of("t"), "y");
    assertFails("m.onnx: node Relu 'to y' reads 't', which no node, input or initializer gives");
  }

  @Test
  void rejectsACycleThroughABranch() {
    addIf();
    add(branch, List.of("y"), "t");
    add(graph, List.of("s"), "y");
    assertFails("m.onnx: node If '-> s' depends on its own output; the graph has a cycle");
  }

  @Test
  void rejectsAValueThatHidesAnInput() {
    add(graph, List.of("x"), "x");
    assertFails("m.onnx: node Relu 'to x' writes 'x', which is written already");
  }

  @Test
  void rejectsANodeWithoutOutput() {
    graph.nodes().add(new Node("n", "", "Relu", List.of("x"), List.of(), Map.of()));
    assertFails("m.onnx: node Relu 'n' has no output");
  }

  @Test
  void rejectsAnOutputThatNothingGives() {
    graph.outputs().add(value("y"));
    assertFails("m.onnx: nothing gives the graph output 'y'");
  }

  private void addIf() {
    Map<String, Attribute> attributes = Map.of("then_branch", new Attribute.Subgraph(branch));
    graph.nodes().add(new Node("", "", "If", List.of("x"), List.of("s"), attributes));
  }

  private static void add(Graph graph, List<String> inputs, String output) {
    graph.nodes().add(new Node("to " + output, "", "Relu", inputs, List.of(output), Map.of()));
  }

  private static ValueInfo value(String name) {
    return new ValueInfo(name, Optional.empty(), Optional.empty());
  }

  private void check() {
    GraphCheck.check(Path.of("m.onnx"), graph);
  }

  private void assertFails(String message) {
    SottoException e = assertThrows(SottoException.class, this::check);
    assertEquals(message, e.getMessage());
  }
}
