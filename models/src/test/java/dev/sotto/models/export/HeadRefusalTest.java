package dev.sotto.models.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Heads that cannot be followed from the projections to the output are named by the node where it
 * fails.
 */
class HeadRefusalTest {
  private static final String ENCODER = SmallExport.ENCODER_FILE;
  private static final String ATTENTION = "/model/encoder/layers.0/self_attn/";
  private static final String SOFTMAX = "Softmax '" + ATTENTION + "Softmax' ";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0 2 1 9", "0 2 1 -1", "0 2 1", "0 2 1 1", "0 1 2 3 4"})
  void aTransposeOfOtherAxes(String perm) {
    List<Long> axes = List.of(perm.split(" ")).stream().map(Long::valueOf).toList();
    Refusals.refused(
        folder,
        graph ->
            SmallGraph.producer(graph, ATTENTION + "Transpose_output_0")
                .setAttribute("perm", new Attribute.Ints(axes)),
        SOFTMAX
            + "is transposed by Transpose '"
            + ATTENTION
            + "Transpose', whose axes are not its own");
  }

  @Test
  void headsThatAreNotMerged() {
    Refusals.refused(
        folder,
        graph ->
            SmallGraph.producer(graph, ATTENTION + "Transpose_4_output_0")
                .setAttribute("perm", new Attribute.Ints(List.of(0L, 1L, 2L, 3L))),
        SOFTMAX + "its heads are not merged before MatMul '" + ATTENTION + "out_proj/MatMul'");
    Refusals.refused(
        folder,
        graph -> {
          Node merged = SmallGraph.producer(graph, ATTENTION + "Reshape_3_output_0");
          Node product = SmallGraph.producer(graph, ATTENTION + "out_proj/MatMul_output_0");
          product.setInput(0, merged.input(0));
          graph.nodes().remove(merged);
        },
        SOFTMAX + "its heads are not merged before MatMul '" + ATTENTION + "out_proj/MatMul'");
  }

  @ParameterizedTest
  @CsvSource({
    "0 -1 3 4 1, in a way that is not understood",
    "0 -1 -5 4, in a way that is not understood",
    "0 -1 5 4, its constants disagree about the heads: 5 in",
    "0 -1 3 6, its constants disagree about the head width: 6 in",
    "0 -1 9223372036854775807 4, its constants disagree about the heads",
  })
  void shapesThatAreWrong(String shape, String reason) {
    Refusals.refused(
        folder,
        graph -> {
          graph.putInitializer(longs("odd", shape));
          SmallGraph.producer(graph, ATTENTION + "Reshape_1_output_0").setInput(1, "odd");
        },
        reason);
  }

  private static Tensor longs(String name, String numbers) {
    return Tensor.ofLongs(
        name, List.of(numbers.split(" ")).stream().mapToLong(Long::parseLong).toArray());
  }

  @Test
  void shapesOfRealNumbers() {
    Refusals.refused(
        folder,
        graph -> {
          new SmallGraph(graph).weight("real", 4);
          SmallGraph.producer(graph, ATTENTION + "Reshape_1_output_0").setInput(1, "real");
        },
        "Reshape '" + ATTENTION + "Reshape_1' in a way that is not understood");
  }

  @Test
  void headsThatNothingStates() {
    Refusals.refused(
        folder,
        graph -> {
          graph.putInitializer(Tensor.ofLongs("open", 0, 0, -1, -1));
          for (String reshape : List.of("Reshape", "Reshape_1", "Reshape_2")) {
            SmallGraph.producer(graph, ATTENTION + reshape + "_output_0").setInput(1, "open");
          }
        },
        SOFTMAX + "nothing states its number of heads");
  }

  @Test
  void headsWiderThanTheirLayer() {
    Refusals.refused(
        folder,
        graph -> shapes(graph, 1, 13),
        "its width is 12, but Reshape '" + ATTENTION + "Reshape'");
    Refusals.refused(
        folder, graph -> shapes(graph, 3, 5), SOFTMAX + "its width 12 is not 3 heads of 5");
  }

  /** States other numbers of heads, and widths of one, wherever an attention is reshaped. */
  private static void shapes(Graph graph, long heads, long width) {
    graph.putInitializer(Tensor.ofLongs("query", 0, 0, -1, width));
    graph.putInitializer(Tensor.ofLongs("other", 0, -1, heads, width));
    SmallGraph.producer(graph, ATTENTION + "Reshape_output_0").setInput(1, "query");
    SmallGraph.producer(graph, ATTENTION + "Reshape_1_output_0").setInput(1, "other");
    SmallGraph.producer(graph, ATTENTION + "Reshape_2_output_0").setInput(1, "other");
  }

  @Test
  void productsOfOtherRanks() {
    Refusals.refused(
        folder,
        graph -> {
          Respelled.batchedHeads(graph);
          Node scores = SmallGraph.producer(graph, ATTENTION + "MatMul_output_0");
          // The queries before their heads go to the first axis.
          scores.setInput(0, ATTENTION + "Transpose_output_0");
        },
        SOFTMAX + "multiplies values of different rank in MatMul '" + ATTENTION + "MatMul'");
  }

  @Test
  void whatAlsoReadsTheHeads() {
    Refusals.refused(
        folder,
        graph ->
            graph
                .nodes()
                .add(
                    new Node(
                        "curious",
                        "",
                        "ReduceMean",
                        List.of(ATTENTION + "Softmax_output_0"),
                        List.of("mean"),
                        Map.of())),
        // Met on the way to the output projection, too.
        SOFTMAX + "flows into ReduceMean 'curious', which is not understood there");
    Refusals.refused(
        folder,
        graph ->
            graph
                .nodes()
                .add(
                    new Node(
                        "curious",
                        "",
                        "ReduceMean",
                        List.of(ATTENTION + "Transpose_1_output_0"),
                        List.of("mean"),
                        Map.of())),
        SOFTMAX + "also flows into ReduceMean 'curious', which is not understood");
  }

  /** Attention weights and caches leave the graph like this. */
  @Test
  void whatOnlyTurnsTheHeadsMayReadThem() {
    Path export = SmallExport.merged(folder.resolve("sides"));
    SmallExport.edit(
        export.resolve(ENCODER),
        graph -> {
          SmallGraph more = new SmallGraph(graph);
          more.node(
              "Transpose", SmallGraph.perm(0, 2, 1, 3), "turned", ATTENTION + "Transpose_output_0");
          more.node("Identity", "kept", "turned");
          more.node("Shape", "size", "kept");
          more.output("kept", "b", "t", SmallExport.HEADS, SmallExport.HEAD_DIM);
        });
    WhisperModel model = SmallExport.open(export);
    assertTrue(
        model.headSites(model.block("encoder.layers.0.self_attn").orElseThrow()).stream()
            .anyMatch(
                site ->
                    site instanceof HeadSite.DeclaredAxis axis
                        && axis.value().equals("kept")
                        && axis.axis() == 2));
  }

  @Test
  void shapesOfShapesAreNotFollowedForEver() {
    Refusals.refused(
        folder,
        graph -> {
          Node reshape = SmallGraph.producer(graph, ATTENTION + "Reshape_output_0");
          int at = graph.nodes().indexOf(reshape);
          String below = reshape.input(1);
          for (int level = 0; level < 60; level++) {
            String joined = "joined_" + level;
            graph
                .nodes()
                .add(
                    at + level,
                    new Node("", "", "Concat", List.of(below, below), List.of(joined), Map.of()));
            below = joined;
          }
          reshape.setInput(1, below);
        },
        "in a way that is not understood");
  }
}
