package dev.sotto.models.export;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What surrounds a softmax without being an attention is named as a place, by the softmax. */
class AttentionPathRefusalTest {
  private static final String ATTENTION = "/model/encoder/layers.0/self_attn/";
  private static final String SOFTMAX = "Softmax '" + ATTENTION + "Softmax' ";

  @TempDir Path folder;

  @Test
  void aSoftmaxThatFlowsElsewhere() {
    Refusals.refused(
        folder,
        graph -> SmallGraph.insertAfter(graph, ATTENTION + "Softmax_output_0", "Relu"),
        SOFTMAX + "flows into Relu '-> between', which is not understood there");
  }

  @Test
  void aSoftmaxOfAnotherDomain() {
    Refusals.refused(
        folder,
        graph -> {
          SmallGraph.insertAfter(graph, ATTENTION + "Softmax_output_0", "Identity");
          Node identity = SmallGraph.producer(graph, "between");
          graph
              .nodes()
              .set(
                  graph.nodes().indexOf(identity),
                  new Node(
                      "odd",
                      "com.example",
                      "Identity",
                      identity.inputs(),
                      identity.outputs(),
                      Map.of()));
        },
        SOFTMAX + "flows into Identity 'odd', which is not understood there");
  }

  @Test
  void aSoftmaxThatNobodyReads() {
    Refusals.refused(
        folder,
        graph -> {
          Node lonely = new Node("lonely", "", "Softmax", List.of("x"), List.of("end"), Map.of());
          graph.nodes().add(lonely);
          graph.putInitializer(SmallExport.tensor("x", new Random(1), 1).withName("x"));
        },
        "Softmax 'lonely' flows into no output projection");
  }

  @Test
  void aSoftmaxOfNothingThatWasProjected() {
    Refusals.refused(
        folder,
        graph -> {
          SmallGraph.producer(graph, ATTENTION + "Softmax_output_0").setInput(0, "input_features");
          Node context = SmallGraph.producer(graph, ATTENTION + "MatMul_1_output_0");
          context.setInput(1, "input_features");
        },
        SOFTMAX + "has no queries, keys and values before it");
  }

  @Test
  void scoresThatAreNoProduct() {
    Refusals.refused(
        folder,
        graph ->
            SmallGraph.producer(graph, ATTENTION + "Softmax_output_0")
                .setInput(0, ATTENTION + "Transpose_output_0"),
        SOFTMAX + "expected two products of activations around it, found 1");
  }

  @Test
  void keysThatAreNotProjected() {
    Refusals.refused(
        folder,
        graph ->
            SmallGraph.producer(graph, ATTENTION + "MatMul_output_0").setInput(1, "input_features"),
        SOFTMAX + "expected one query projection and keys and values alike before it");
  }

  @Test
  void queriesOfTwoProjections() {
    Refusals.refused(
        folder,
        graph ->
            SmallGraph.insertAfter(
                graph, ATTENTION + "Mul_output_0", "Add", ATTENTION + "k_proj/MatMul_output_0"),
        SOFTMAX + "expected one query projection and keys and values alike before it");
  }
}
