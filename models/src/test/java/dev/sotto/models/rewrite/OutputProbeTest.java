package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sotto.models.SmallExport;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Written and read again; that ONNX Runtime gives the right values is tested with diagnosis. */
class OutputProbeTest {
  @TempDir Path folder;
  private Path export;

  @BeforeEach
  void makeAnExport() {
    export = SmallExport.merged(folder.resolve("dense"));
  }

  private OnnxModel writtenAndRead(OnnxModel model) {
    Path target = folder.resolve("probed.onnx");
    model.write(target);
    return OnnxModel.read(target);
  }

  private static List<String> names(List<ValueInfo> values) {
    return values.stream().map(ValueInfo::name).toList();
  }

  private static Node choice(Graph merged) {
    return merged.nodes().stream().filter(node -> node.is("If")).findFirst().orElseThrow();
  }

  @Test
  void aValueOfTheOutermostGraphLeavesBehindTheOutputsThatWereThere() {
    OnnxModel model = OnnxModel.read(export.resolve("encoder_model.onnx"));
    Node norm =
        model.graph().nodes().stream()
            .filter(node -> node.is("LayerNormalization"))
            .findFirst()
            .orElseThrow();
    List<String> expected = new ArrayList<>(names(model.graph().outputs()));
    String output =
        new OutputProbe(model.graph()).expose(model.graph(), norm.output(), ElementType.FLOAT);
    expected.add(output);
    OnnxModel read = writtenAndRead(model);
    assertEquals(expected, names(read.graph().outputs()));
    Node copy = Scope.of(read.graph()).producer(output, "Identity").orElseThrow();
    assertEquals(norm.output(), copy.input(0));
  }

  @Test
  void aValueOfABranchLeavesThroughTheIfAndTheOtherBranchGivesNothing() {
    OnnxModel model = OnnxModel.read(export.resolve("decoder_model_merged.onnx"));
    Graph noPast = choice(model.graph()).subgraphs().get("else_branch");
    Node norm =
        noPast.nodes().stream()
            .filter(node -> node.is("LayerNormalization"))
            .findFirst()
            .orElseThrow();
    OutputProbe probe = new OutputProbe(model.graph());
    String in = probe.expose(noPast, norm.input(0), ElementType.FLOAT);
    String out = probe.expose(noPast, norm.output(), ElementType.FLOAT);
    Graph read = writtenAndRead(model).graph();
    assertEquals(List.of(in, out), lastTwo(names(read.outputs())));
    Node choice = choice(read);
    assertEquals(List.of(in, out), lastTwo(choice.outputs()));
    Graph elseBranch = choice.subgraphs().get("else_branch");
    Graph thenBranch = choice.subgraphs().get("then_branch");
    assertEquals(choice.outputs().size(), elseBranch.outputs().size());
    assertEquals(choice.outputs().size(), thenBranch.outputs().size());
    String given = lastTwo(names(elseBranch.outputs())).get(1);
    assertEquals(
        norm.output(), Scope.of(elseBranch).producer(given, "Identity").orElseThrow().input(0));
    String nothing = lastTwo(names(thenBranch.outputs())).get(1);
    Tensor empty = Scope.of(thenBranch).constant(nothing).orElseThrow();
    assertArrayEquals(new long[] {0, 0, 0}, empty.shape());
  }

  @Test
  void theSameValueLeavesTwiceUnderTwoNames() {
    OnnxModel model = OnnxModel.read(export.resolve("encoder_model.onnx"));
    String states = model.graph().outputs().get(0).name();
    OutputProbe probe = new OutputProbe(model.graph());
    String one = probe.expose(model.graph(), states, ElementType.FLOAT);
    String two = probe.expose(model.graph(), states, ElementType.FLOAT);
    assertFalse(one.equals(two) || one.equals(states));
    assertEquals(List.of(states, one, two), names(writtenAndRead(model).graph().outputs()));
  }

  private static List<String> lastTwo(List<String> names) {
    return names.subList(names.size() - 2, names.size());
  }
}
