package dev.sotto.models.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a graph declares, against what a walk through it finds. */
class DeclaredShapesTest {
  private final SmallGraph graph =
      new SmallGraph().input("x", "b", 3).weight("w", 3, 5).output("y", "b", 5);

  @Test
  void whatIsTrueOrOpenIsNoContradiction() {
    graph.node("MatMul", "y", "x", "w");
    assertEquals(List.of(), outer());
    graph.graph().inputs().add(SmallGraph.value("w", 3, "n"));
    assertEquals(List.of(), outer());
  }

  @Test
  void anOutputOfAnotherSizeIsOne() {
    graph.node("MatMul", "y", "x", "w");
    graph.graph().outputs().set(0, SmallGraph.value("y", "b", 6));
    assertEquals(List.of("declares 'y' of graph 'g' as [b, 6], but it is [2, 5]"), outer());
    graph.graph().outputs().set(0, SmallGraph.value("y", "b", 5, 1));
    assertEquals(List.of("declares 'y' of graph 'g' as [b, 5, 1], but it is [2, 5]"), outer());
  }

  @Test
  void aConstantThatIsDeclaredAsAnInputIsOne() {
    graph.node("MatMul", "y", "x", "w");
    graph.graph().inputs().add(SmallGraph.value("w", 3, 4));
    assertEquals(List.of("declares 'w' of graph 'g' as [3, 4], but it is [3, 5]"), outer());
  }

  @Test
  void innerValuesAreAskedForOnTheirOwn() {
    graph.node("MatMul", "z", "x", "w");
    graph.node("Identity", "y", "z");
    graph.graph().values().add(SmallGraph.value("z", 2, 4));
    graph.graph().values().add(SmallGraph.value("absent", 9));
    assertEquals(List.of(), outer());
    assertEquals(
        List.of("declares 'z' of graph 'g' as [2, 4], but it is [2, 5]"),
        InnerShapes.contradictions(graph.graph(), walk()));
  }

  @Test
  void branchesThatAreNotTakenDeclareWhatTheyLike() {
    Map<String, Attribute> branches = new HashMap<>();
    for (String name : List.of("then_branch", "else_branch")) {
      Graph branch = new Graph(name, graph.graph());
      SmallGraph inner = new SmallGraph(branch).output(name + "_out", 9, 9);
      inner.node("MatMul", name + "_out", "x", "w");
      branch.values().add(SmallGraph.value(name + "_out", 2, 7));
      branches.put(name, new Attribute.Subgraph(branch));
    }
    graph.longs("yes", 1);
    graph.node("If", branches, "y", "yes");
    assertEquals(List.of(), outer());
    assertEquals(
        List.of("declares 'then_branch_out' of graph 'then_branch' as [2, 7], but it is [2, 5]"),
        InnerShapes.contradictions(graph.graph(), walk()));
  }

  private List<String> outer() {
    return DeclaredShapes.contradictions(graph.graph(), walk());
  }

  private ShapeInference.Walk walk() {
    return new ShapeInference(Path.of("m.onnx"), graph.graph())
        .walk(Map.of("x", ShapedValue.ofShape(2, 3)));
  }

  /** The builder's declarations hold in both forms of the decoder. */
  @Test
  void anExportThatWasBuiltDeclaresWhatItGives(@TempDir Path folder) {
    Path file = SmallExport.merged(folder.resolve("export")).resolve(SmallExport.MERGED_FILE);
    Graph decoder = OnnxModel.read(file).graph();
    for (long past = 0; past < 2; past++) {
      Map<String, ShapedValue> inputs = new HashMap<>();
      for (int layer = 0; layer < SmallExport.LAYERS; layer++) {
        for (String part : List.of("key", "value")) {
          String cache = "past_key_values." + layer;
          inputs.put(cache + ".decoder." + part, ShapedValue.ofShape(2, 3, past * 6, 4));
          inputs.put(cache + ".encoder." + part, ShapedValue.ofShape(2, 3, past * 7, 4));
        }
      }
      inputs.put("input_ids", ShapedValue.ofShape(2, past == 1 ? 1 : 3));
      inputs.put("encoder_hidden_states", ShapedValue.ofShape(2, 7, 12));
      inputs.put("use_cache_branch", ShapedValue.list(past));
      ShapeInference.Walk walk = new ShapeInference(file, decoder).walk(inputs);
      assertEquals(List.of(), DeclaredShapes.contradictions(decoder, walk));
      assertEquals(
          past == 1 ? "[2, 1, 61]" : "[2, 3, 61]", walk.outputs().get("logits").toString());
      String key = walk.outputs().get("present.1.decoder.key").toString();
      assertEquals(past == 1 ? "[2, 3, 7, 4]" : "[2, 3, 3, 4]", key);
      String audio = walk.outputs().get("present.0.encoder.value").toString();
      assertEquals(past == 1 ? "[0, 3, 1, 4]" : "[2, 3, 7, 4]", audio);
    }
  }
}
