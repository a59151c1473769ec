package dev.sotto.models.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeInferenceTest {
  private static final Path FILE = Path.of("m.onnx");

  @Test
  void doesNotMindUnsortedNodes() {
    OnnxModel model =
        OnnxModel.read(SharedFiles.shared("fixtures/a01-optimum-op18/encoder_model.onnx"));
    Collections.shuffle(model.graph().nodes(), new Random(5));
    ShapedValue hidden = walkEncoder(model).outputs().get("last_hidden_state");
    assertEquals("[1, 60, 32]", hidden.toString());
  }

  @Test
  void namesTheNodeWhoseShapesDoNotFit() {
    OnnxModel model =
        OnnxModel.read(SharedFiles.shared("fixtures/h-negative/10-corrupt-shape-constant.onnx"));
    SottoException e = assertThrows(SottoException.class, () -> walkEncoder(model));
    assertTrue(e.getMessage().contains("10-corrupt-shape-constant.onnx: node "), e::getMessage);
  }

  @Test
  void takesTheBranchOfTheConditionAndSeesValuesAroundIt() {
    assertEquals(
        "[7]", branching().walk(condition(ShapedValue.list(1))).outputs().get("y").toString());
    assertEquals(
        "[3]", branching().walk(condition(ShapedValue.list(0))).outputs().get("y").toString());
  }

  @Test
  void cannotBranchOnWhatOnlyARunTells() {
    SottoException e =
        assertThrows(
            SottoException.class, () -> branching().walk(condition(ShapedValue.ofShape(1))));
    assertTrue(e.getMessage().contains("'c', whose elements are not known"), e::getMessage);
  }

  @Test
  void asksForEveryInput() {
    SottoException e = assertThrows(SottoException.class, () -> branching().walk(Map.of()));
    assertTrue(e.getMessage().contains("no shape is given for the input "), e::getMessage);
  }

  @Test
  void reportsAllUnknownOperatorsTogetherThoseOfBranchesToo() {
    Graph graph = new Graph("g", null);
    graph.nodes().add(node("com.example", "Noise", List.of(), "a", Map.of()));
    Graph branch = new Graph("b", graph);
    branch.nodes().add(node("", "Loop", List.of(), "b", Map.of()));
    graph
        .nodes()
        .add(node("", "If", List.of(), "y", Map.of("then_branch", new Attribute.Subgraph(branch))));
    SottoException e = assertThrows(SottoException.class, () -> new ShapeInference(FILE, graph));
    assertTrue(e.getMessage().endsWith("operators Loop, com.example:Noise"), e::getMessage);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void infersOrRejectsDamagedGraphs(long seed) {
    Path file = SharedFiles.shared("fixtures/a02-optimum-op14/decoder_model_merged.onnx");
    Random random = new Random(seed);
    int rejected = 0;
    for (int round = 0; round < 100; round++) {
      OnnxModel model = OnnxModel.read(file);
      Graph branch = model.graph().nodes().get(0).subgraphs().get("else_branch");
      for (int damage = 0; damage < 3; damage++) {
        damage(branch.nodes().get(random.nextInt(branch.nodes().size())), random);
      }
      try {
        new ShapeInference(file, model.graph()).walk(firstCall(model));
      } catch (SottoException e) {
        assertEquals(1, e.getMessage().lines().count());
        rejected++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    assertTrue(rejected > 10, "rejected " + rejected);
  }

  /** Another constant, another axis, or another input than the exporter wrote. */
  private static void damage(Node node, Random random) {
    long number = random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(7) - 3;
    for (String key : List.copyOf(node.attributes().keySet())) {
      node.setAttribute(
          key,
          switch (random.nextInt(4)) {
            case 0 -> new Attribute.Int(number);
            case 1 -> new Attribute.Ints(List.of(number, 2L));
            case 2 -> new Attribute.TensorValue(Tensor.ofLongs("", number));
            default -> new Attribute.Text("none");
          });
    }
    if (!node.inputs().isEmpty()) {
      int index = random.nextInt(node.inputs().size());
      node.setInput(index, random.nextBoolean() ? "" : node.input(0));
    }
  }

  private static Map<String, ShapedValue> firstCall(OnnxModel model) {
    Map<String, ShapedValue> inputs = new HashMap<>();
    for (ValueInfo input : model.graph().inputs()) {
      inputs.put(input.name(), ShapedValue.ofShape(1, 4, 1, 8));
    }
    inputs.put("input_ids", ShapedValue.ofShape(1, 4));
    inputs.put("encoder_hidden_states", ShapedValue.ofShape(1, 60, 32));
    inputs.put("use_cache_branch", ShapedValue.list(0));
    return inputs;
  }

  private static ShapeInference.Walk walkEncoder(OnnxModel model) {
    return new ShapeInference(model.file(), model.graph())
        .walk(Map.of("input_features", ShapedValue.ofShape(1, 80, 120)));
  }

  /** y = c ? x : a constant of 3. */
  private static ShapeInference branching() {
    Graph graph = new Graph("g", null);
    for (String name : List.of("c", "x")) {
      graph.inputs().add(new ValueInfo(name, Optional.empty(), Optional.empty()));
    }
    Map<String, Attribute> branches = new LinkedHashMap<>();
    branches.put("then_branch", branch(graph, node("", "Identity", List.of("x"), "t", Map.of())));
    branches.put(
        "else_branch", branch(graph, node("", "Identity", List.of("three"), "e", Map.of())));
    graph.putInitializer(Tensor.ofLongs("three", 1, 2, 3));
    graph
        .nodes()
        .add(node("", "Cast", List.of("three"), "unused", Map.of("to", new Attribute.Int(1))));
    graph.nodes().add(node("", "If", List.of("c"), "s", branches));
    graph.nodes().add(node("", "Sqrt", List.of("s"), "y", Map.of()));
    graph.outputs().add(new ValueInfo("y", Optional.empty(), Optional.empty()));
    return new ShapeInference(FILE, graph);
  }

  private static Attribute branch(Graph parent, Node node) {
    Graph graph = new Graph("b", parent);
    graph.nodes().add(node);
    graph.outputs().add(new ValueInfo(node.output(), Optional.empty(), Optional.empty()));
    return new Attribute.Subgraph(graph);
  }

  private static Map<String, ShapedValue> condition(ShapedValue value) {
    return Map.of("c", value, "x", ShapedValue.ofShape(7));
  }

  private static Node node(
      String domain, String type, List<String> inputs, String output, Map<String, Attribute> all) {
    return new Node("", domain, type, inputs, List.of(output), all);
  }
}
