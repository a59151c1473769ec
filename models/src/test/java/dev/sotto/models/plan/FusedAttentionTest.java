package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.Respelled;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SmallExport;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.NumberFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attentions of quantised encoders are one operator; what that computes is run elsewhere. */
class FusedAttentionTest {
  private static final String QUERIES = "encoder.layers.0.self_attn.q_proj.weight";

  @TempDir Path folder;

  private Path quantised(Path dense, String format) {
    WhisperModel model = Exports.open(dense).read();
    Map<String, NumberFormat> formats = new TreeMap<>();
    model
        .weights()
        .forEach(
            (role, weight) -> {
              if (role.endsWith("_proj.weight") && weight.shape().length == 2) {
                formats.put(role, NumberFormat.of(format));
              }
            });
    return quantised(model, formats);
  }

  private Path quantised(WhisperModel model, Map<String, NumberFormat> formats) {
    Path target = folder.resolve("quantised");
    Plan plan =
        new Plan(
            ExportRewriter.identities(model),
            HeadMode.FREE,
            Map.of(),
            List.of(new Quantize(formats, Optional.empty())));
    try (OutputFolder output = OutputFolder.create(target, true)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    return target;
  }

  private static List<Node> nodes(Path export, String type) {
    return encoderOf(export).nodes().stream().filter(node -> node.opType().equals(type)).toList();
  }

  private static Graph encoderOf(Path export) {
    return OnnxModel.read(export.resolve(SmallExport.ENCODER_FILE)).graph();
  }

  private static List<String> unread(Graph graph, List<String> known) {
    return graph.initializers().stream()
        .map(Tensor::name)
        .filter(name -> graph.nodes().stream().noneMatch(node -> node.inputs().contains(name)))
        .filter(name -> !known.contains(name))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"0, int8:16", "1, int4:16", "3, int8-dynamic", "4, uint8:16"})
  void areOneOperatorAndReadBackAsTheyWere(int spelling, String format) {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    SmallExport.editAll(dense, Respelled.SPELLINGS.get(spelling));
    int layers = nodes(dense, "Softmax").size();
    assertTrue(layers > 0);
    Path quantised = quantised(dense, format);
    assertEquals(layers, nodes(quantised, "MultiHeadAttention").size());
    assertEquals(0, nodes(quantised, "Softmax").size());
    assertEquals(Exports.open(dense).read().blocks(), Exports.open(quantised).read().blocks());
    // What stated the number of heads is gone with what read it.
    Graph encoder = encoderOf(quantised);
    assertTrue(encoder.nodes().stream().noneMatch(node -> node.is("Shape")));
    assertEquals(List.of(), unread(encoder, unread(encoderOf(dense), List.of())));
  }

  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, 2",
    "a02-optimum-op14, 2",
    "a03-optimum-op20, 2",
    "a06-optimum-eager, 2",
    "b01-optimum1.13-bmm, 2",
    "b02-optimum1.21-cache-position, 2",
    "f07-onnxslim, 2"
  })
  void exportersOfManyYearsAreReadBackAsTheyWere(String fixture, int fused) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    Path quantised = quantised(dense, "int8:16");
    assertEquals(Exports.open(dense).read().blocks(), Exports.open(quantised).read().blocks());
    assertEquals(fused, nodes(quantised, "MultiHeadAttention").size());
    assertEquals(2 - fused, nodes(quantised, "Softmax").size());
  }

  @Test
  void scalesAreMultiplied() {
    Path dense = SharedFiles.shared("fixtures/a01-optimum-op18");
    for (Node node : nodes(quantised(dense, "int8:16"), "MultiHeadAttention")) {
      float scale = ((Attribute.Real) node.attributes().get("scale")).value();
      assertEquals(1 / Math.sqrt(8), scale, 1e-6);
      assertEquals(4, node.intAttribute("num_heads", 0));
    }
  }

  @Test
  void stayAsTheyAreWhereQueriesAreNoIntegers() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    assertEquals(0, nodes(quantised(dense, "float16"), "MultiHeadAttention").size());
    Map<String, NumberFormat> keysAlone =
        Map.of(QUERIES.replace("q_proj", "k_proj"), NumberFormat.of("int8:16"));
    Path quantised = quantised(Exports.open(dense).read(), keysAlone);
    assertEquals(0, nodes(quantised, "MultiHeadAttention").size());
  }

  @Test
  void ofTheDecoderStayAsTheyAre() {
    Path quantised = quantised(SmallExport.merged(folder.resolve("dense")), "int8:16");
    Graph decoder = OnnxModel.read(quantised.resolve(SmallExport.MERGED_FILE)).graph();
    assertTrue(
        decoder.nodes().stream()
            .flatMap(node -> node.subgraphs().values().stream())
            .flatMap(branch -> branch.nodes().stream())
            .noneMatch(node -> node.opType().equals("MultiHeadAttention")));
  }

  private int fused(Consumer<Graph> change) {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    SmallExport.edit(dense.resolve(SmallExport.ENCODER_FILE), change);
    return nodes(quantised(dense, "int8:16"), "MultiHeadAttention").size();
  }

  private static Node softmax(Graph graph) {
    return graph.nodes().stream().filter(node -> node.is("Softmax")).findFirst().orElseThrow();
  }

  @Test
  void whoseSharesLeaveStayAsTheyAre() {
    int all = nodes(SmallExport.merged(folder.resolve("whole")), "Softmax").size();
    int fused =
        fused(
            graph ->
                graph
                    .outputs()
                    .add(
                        new ValueInfo(
                            softmax(graph).output(), Optional.empty(), Optional.empty())));
    assertEquals(all - 1, fused);
  }

  @Test
  void withAMaskStayAsTheyAre() {
    int all = nodes(SmallExport.merged(folder.resolve("whole")), "Softmax").size();
    int fused =
        fused(
            graph -> {
              Node softmax = softmax(graph);
              graph.putInitializer(
                  new Tensor("mask", ElementType.FLOAT, new long[] {1}, TensorData.ofFloats(0.5f)));
              Node masked =
                  new Node(
                      "",
                      "",
                      "Add",
                      List.of(softmax.input(0), "mask"),
                      List.of("masked"),
                      Map.of());
              graph.nodes().add(graph.nodes().indexOf(softmax), masked);
              softmax.setInput(0, "masked");
            });
    assertEquals(all - 1, fused);
  }
}
