package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.TallExport;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LeavingLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers leave exports in every spelling. The other judge is an export of the weights that stay,
 * renumbered by hand; what it computes is compared in the tests of verify.
 */
class LayerRemovalTest {
  /** Of three and four layers, 1 and 0 with 2 leave. */
  private static final RemoveLayers REMOVAL = remove(List.of(1), List.of(0, 2));

  @TempDir Path folder;
  private List<String> warnings;

  static RemoveLayers remove(List<Integer> encoder, List<Integer> decoder) {
    Map<Stack, NavigableSet<Integer>> layers =
        Map.of(Stack.ENCODER, new TreeSet<>(encoder), Stack.DECODER, new TreeSet<>(decoder));
    return new RemoveLayers(new LeavingLayers(layers));
  }

  private static Map<String, Tensor> left() {
    return TallExport.moved(
        TallExport.weights(),
        layer -> List.of(0, -1, 1).get(layer),
        layer -> List.of(-1, 0, -1, 1).get(layer));
  }

  private static Plan plan(Path dense, Edit... edits) {
    WhisperModel model = SmallExport.open(dense);
    return new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), List.of(edits));
  }

  private Path apply(Path dense, String name, Edit... edits) {
    Plan plan = plan(dense, edits);
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      warnings = ExportRewriter.apply(SmallExport.open(dense), plan, output);
      output.complete();
    }
    assertEquals(
        List.of(), RemovalCheck.differences(SmallExport.open(dense), plan, Exports.open(target)));
    return target;
  }

  private static void assertHolds(Map<String, Tensor> expected, Path export) {
    WhisperModel model = SmallExport.open(export);
    assertEquals(new TreeMap<>(expected).keySet(), new TreeMap<>(model.weights()).keySet());
    model
        .weights()
        .forEach(
            (role, weight) -> {
              assertArrayEquals(expected.get(role).shape(), weight.shape(), role);
              assertEquals(expected.get(role).bytes(), weight.logical().bytes(), role);
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatStaysIsRenumberedInEverySpelling(boolean merged) throws IOException {
    int round = 0;
    for (Consumer<Graph> spelling : Respelled.SPELLINGS) {
      Path dense = TallExport.build(folder.resolve("dense" + round));
      Path small = TallExport.build(folder.resolve("small" + round), left(), 2, 2);
      if (!merged) {
        SmallExport.separated(dense);
        SmallExport.separated(small);
      }
      SmallExport.editAll(dense, spelling);
      SmallExport.editAll(small, spelling);
      Path out = apply(dense, "out" + round++, REMOVAL);
      assertEquals(List.of(), warnings);
      assertHolds(left(), out);
      for (Path file : Exports.open(small).graphs().values()) {
        Path ours = out.resolve(file.getFileName());
        assertSameShape(OnnxModel.read(file).graph(), OnnxModel.read(ours).graph());
        assertTrue(Files.size(ours) < Files.size(dense.resolve(file.getFileName())));
      }
    }
  }

  /** Nothing is left over, and inputs and outputs are those of a model with fewer layers. */
  private static void assertSameShape(Graph expected, Graph found) {
    assertEquals(expected.inputs(), found.inputs());
    assertEquals(expected.outputs(), found.outputs());
    assertEquals(sizes(expected), sizes(found));
    assertEquals(operators(expected), operators(found));
    for (int node = 0; node < expected.nodes().size(); node++) {
      List<Graph> branches = List.copyOf(expected.nodes().get(node).subgraphs().values());
      List<Graph> ours = List.copyOf(found.nodes().get(node).subgraphs().values());
      for (int branch = 0; branch < branches.size(); branch++) {
        assertSameShape(branches.get(branch), ours.get(branch));
      }
    }
  }

  /** Of what is read: a turned weight leaves the one that it was made of behind. */
  private static List<String> sizes(Graph graph) {
    Set<String> read = new HashSet<>();
    addRead(graph, read);
    return graph.initializers().stream()
        .filter(tensor -> read.contains(tensor.name()))
        .map(tensor -> tensor.type() + Arrays.toString(tensor.shape()))
        .sorted()
        .toList();
  }

  private static void addRead(Graph graph, Set<String> read) {
    for (Node node : graph.nodes()) {
      read.addAll(node.inputs());
      node.subgraphs().values().forEach(branch -> addRead(branch, read));
    }
  }

  private static List<String> operators(Graph graph) {
    return graph.nodes().stream().map(node -> node.opType()).sorted().toList();
  }

  @Test
  void firstAndLastLayersLeaveToo() {
    Path dense = TallExport.build(folder.resolve("dense"));
    Path out = apply(dense, "out", remove(List.of(0, 2), List.of(1, 2, 3)));
    assertHolds(
        TallExport.moved(
            TallExport.weights(), layer -> layer == 1 ? 0 : -1, layer -> layer == 0 ? 0 : -1),
        out);
  }

  @Test
  void laterEditsSayTheNewNumbers() {
    Path dense = TallExport.build(folder.resolve("dense"));
    RemoveGroups before = new RemoveGroups(Map.of("decoder.layers.3.ffn", List.of(2)));
    RemoveGroups behind =
        new RemoveGroups(
            Map.of("decoder.layers.1.ffn", List.of(2), "encoder.layers.1.self_attn", List.of(0)));
    RemoveGroups leaving = new RemoveGroups(Map.of("decoder.layers.2.ffn", List.of(0, 1, 2)));
    RemoveLayers last = remove(List.of(), List.of(0));
    Plan plan = plan(dense, before, leaving, REMOVAL, behind, last);
    assertEquals(
        Map.of("decoder.layers.3.ffn", List.of(2, 3), "encoder.layers.2.self_attn", List.of(0)),
        plan.remove());
    assertEquals(remove(List.of(1), List.of(0, 1, 2)).leaving(), plan.removedLayers());
    WhisperModel out =
        SmallExport.open(apply(dense, "out", before, leaving, REMOVAL, behind, last));
    assertEquals(12, out.block("decoder.layers.0.ffn").orElseThrow().groups());
    assertEquals(2, out.block("encoder.layers.1.self_attn").orElseThrow().groups());
    Tensor kept = out.weight("decoder.layers.0.fc2.bias").orElseThrow().logical();
    assertEquals(TallExport.weights().get("decoder.layers.3.fc2.bias").bytes(), kept.bytes());
  }

  @Test
  void layersThatAddNothingHoldZerosWhereTheyGive() {
    Path dense = TallExport.build(folder.resolve("dense"));
    Plan plan =
        plan(
            dense,
            REMOVAL,
            new RemoveGroups(Map.of("encoder.layers.1.ffn", List.of(3))),
            new ZeroBelow(Map.of("decoder.layers.1.fc1.weight", 1e9)));
    try (OutputFolder output = OutputFolder.create(folder.resolve("zeros"), false)) {
      ExportRewriter.applyAsZeros(SmallExport.open(dense), plan, output);
      output.complete();
    }
    Map<String, Tensor> weights = TallExport.weights();
    SmallExport.open(folder.resolve("zeros"))
        .weights()
        .forEach(
            (role, weight) -> {
              Tensor before = weights.get(role);
              boolean zero =
                  role.matches("(encoder.layers.1|decoder.layers.[02])\\..*(out_proj|fc2)\\..*")
                      || role.equals("decoder.layers.3.fc1.weight");
              boolean partly = role.matches("encoder.layers.2.(fc1.*|fc2.weight)");
              for (int index = 0; index < before.elements() && !partly; index++) {
                float expected = zero ? 0 : before.bytes().getFloat(4 * index);
                assertEquals(
                    expected, weight.logical().bytes().getFloat(4 * index), role + " " + index);
              }
            });
  }

  @Test
  void theJsonFilesFollow() throws IOException {
    Path dense = TallExport.build(folder.resolve("dense"));
    Path config = dense.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"model_type\"", "\"num_hidden_layers\": 3, \"model_type\""));
    Files.writeString(
        dense.resolve("generation_config.json"),
        "{\"alignment_heads\": [[0, 2], [1, 0], [2, 1], [3, 1]]}");
    Path out = apply(dense, "out", REMOVAL);
    ObjectNode json = JsonFiles.readObject(out.resolve("config.json"));
    assertEquals(2, json.get("encoder_layers").intValue());
    assertEquals(2, json.get("decoder_layers").intValue());
    assertEquals(2, json.get("num_hidden_layers").intValue());
    assertEquals(3, json.get("decoder_attention_heads").intValue());
    ObjectNode groups = (ObjectNode) json.get("sotto").get("groups");
    assertEquals(14, groups.get("decoder.layers.1.ffn").intValue());
    assertFalse(groups.has("decoder.layers.2.ffn"));
    assertEquals(
        "[[0,0],[1,1]]",
        JsonFiles.readObject(out.resolve("generation_config.json"))
            .get("alignment_heads")
            .toString());
    assertEquals(
        List.of("2 of 4 alignment heads are removed; word times get less exact"), warnings);
  }

  @Test
  void oneLayerOfAStackMustStay() {
    Path dense = TallExport.build(folder.resolve("dense"));
    assertEquals(
        "the plan removes all 3 layers of the encoder; one must stay",
        refusal(dense, remove(List.of(0, 1, 2), List.of())));
    assertEquals(
        "the plan removes layer 4 of the decoder, which has 4",
        refusal(dense, remove(List.of(), List.of(4))));
    assertEquals(
        "the plan removes layer 2 of the decoder, which has 2",
        refusal(dense, REMOVAL, remove(List.of(), List.of(2))));
    assertEquals(
        "the plan names block 'decoder.layers.2.ffn', which the model does not have",
        refusal(dense, REMOVAL, new RemoveGroups(Map.of("decoder.layers.2.ffn", List.of(0)))));
    assertEquals(
        "the plan sets weights of 'decoder.layers.2.fc1.weight' to zero, which the model does not"
            + " have",
        refusal(dense, REMOVAL, new ZeroBelow(Map.of("decoder.layers.2.fc1.weight", 0.1))));
  }

  private static String refusal(Path dense, Edit... edits) {
    Plan plan = plan(dense, edits);
    return assertThrows(SottoException.class, () -> PlanCheck.check(plan, SmallExport.open(dense)))
        .getMessage();
  }

  @Test
  void aLayerThatSomethingElseReadsIsKept() {
    Path dense = TallExport.build(folder.resolve("dense"));
    SmallExport.edit(
        dense.resolve(SmallExport.ENCODER_FILE),
        graph ->
            graph.outputs().add(ValueInfo.of(SmallExport.tensor(stream(dense), new Random(1), 1))));
    String message =
        assertThrows(SottoException.class, () -> apply(dense, "out", remove(List.of(1), List.of())))
            .getMessage();
    assertTrue(message.contains("cannot lose encoder.1: its stream"), message);
    assertFalse(Files.exists(folder.resolve("out")));
  }

  /** What layer 2 of the encoder reads. */
  private static String stream(Path export) {
    return SmallExport.open(export).norms().stream()
        .filter(norm -> norm.name().equals("encoder.layers.2.self_attn_layer_norm"))
        .findFirst()
        .orElseThrow()
        .input();
  }

  @Test
  void nothingIsNothing() throws IOException {
    Path dense = TallExport.build(folder.resolve("dense"));
    Path out = apply(dense, "out", new RemoveLayers(LeavingLayers.NONE));
    for (String file : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE, "config.json")) {
      assertEquals(-1, Files.mismatch(dense.resolve(file), out.resolve(file)), file);
    }
    assertEquals(
        List.of(0, 1, 3, 5),
        IntStream.range(0, 4)
            .map(layer -> remove(List.of(2, 4), List.of()).leaving().before(Stack.ENCODER, layer))
            .boxed()
            .toList());
  }
}
