package dev.sotto.models.graph;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphCheckTest {
  private final Graph graph = new Graph("g", null);
  private final Graph branch = new Graph("b", graph);

  @BeforeEach
  void declareAnInput() {
    graph.inputs().add(value("x"));
  }

  @Test
  void acceptsUnsortedNodesAndInputsLeftOut() {
    graph.nodes().add(new Node("", "", "Clip", List.of("a", "", "x"), List.of("y"), Map.of()));
    add(graph, List.of("x"), "a");
    graph.outputs().add(value("y"));
    assertDoesNotThrow(this::check);
  }

  @Test
  void letsABranchReadTheValuesAroundItThoughTheyComeLater() {
    Graph other = new Graph("other", graph);
    addIf(other);
    add(other, List.of("a"), "u");
    other.outputs().add(value("u"));
    add(branch, List.of("a"), "t");
    add(graph, List.of("x"), "a");
    branch.outputs().add(value("t"));
    assertDoesNotThrow(this::check);
  }

  @Test
  void doesNotLetTheGraphReadTheValuesOfABranch() {
    addIf();
    add(branch, List.of("x"), "t");
    branch.outputs().add(value("t"));
    add(graph, List.of("t"), "y");
    assertFails("m.onnx: node Relu 'to y' reads 't', which no node, input or initializer gives");
  }

  @Test
  void rejectsACycleThroughABranch() {
    addIf();
    add(branch, List.of("y"), "t");
    branch.outputs().add(value("t"));
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

  @ParameterizedTest
  @CsvSource({
    "Add, 'x', 'y', 'expected 2 inputs, found 1'",
    "Add, 'x x x', 'y', 'expected 2 inputs, found 3'",
    "MatMul, 'x -', 'y', leaves out an input that it cannot do without",
    "Transpose, '', 'y', 'expected 1 input, found 0'",
    "Reshape, 'x x x', 'y', 'expected 1 to 2 inputs, found 3'",
    "Concat, '', 'y', 'expected 1 inputs or more, found 0'",
    "Relu, 'x', '-', 'expected at most 1 outputs, and the first of them named'",
    "Relu, 'x', 'y z', 'expected at most 1 outputs, and the first of them named'",
  })
  void rejectsANodeThatHasNotWhatItsOperatorNeeds(
      String operator, String inputs, String outputs, String problem) {
    graph.nodes().add(new Node("n", "", operator, names(inputs), names(outputs), Map.of()));
    assertFails("m.onnx: node " + operator + " 'n' " + problem);
  }

  @Test
  void leavesNodesOfUnknownOperatorsAlone() {
    graph.nodes().add(new Node("n", "", "Newer", List.of(), List.of("", "y"), Map.of()));
    graph.nodes().add(new Node("m", "far", "Add", List.of(), List.of("z"), Map.of()));
    assertDoesNotThrow(this::check);
  }

  @Test
  void rejectsAChoiceWhoseBranchesGiveOtherValues() {
    addIf();
    add(branch, List.of("x"), "t");
    assertFails("m.onnx: node If '-> s' gives 1 values, its then_branch 0");
  }

  @Test
  void rejectsAChoiceWithoutAnAlternative() {
    Map<String, Attribute> attributes = Map.of("then_branch", new Attribute.Subgraph(branch));
    branch.outputs().add(value("x"));
    graph.nodes().add(new Node("", "", "If", List.of("x"), List.of("s"), attributes));
    assertFails("m.onnx: node If '-> s' has no else_branch");
  }

  @Test
  void rejectsInputsOfOneNameAndConstantsWithoutOne() {
    graph.inputs().add(value("x"));
    assertFails("m.onnx: two inputs are named 'x'");
    graph.inputs().remove(1);
    graph.putInitializer(Tensor.ofLongs("", 1));
    assertFails("m.onnx: an input or initializer has no name");
  }

  @Test
  void rejectsAnOutputThatNothingGives() {
    graph.outputs().add(value("y"));
    assertFails("m.onnx: nothing gives the graph output 'y'");
  }

  private void addIf() {
    addIf(branch);
  }

  private void addIf(Graph other) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("then_branch", new Attribute.Subgraph(branch));
    attributes.put("else_branch", new Attribute.Subgraph(other));
    graph.nodes().add(new Node("", "", "If", List.of("x"), List.of("s"), attributes));
  }

  private static void add(Graph graph, List<String> inputs, String output) {
    graph.nodes().add(new Node("to " + output, "", "Relu", inputs, List.of(output), Map.of()));
  }

  /** Names between spaces; a dash stands for one that is left out. */
  private static List<String> names(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(name -> name.equals("-") ? "" : name).toList();
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
