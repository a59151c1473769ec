package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallFactors;
import dev.sotto.models.SottoException;
import dev.sotto.models.TallExport;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ReplaceWeights.InMemory;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices become two factors in every spelling; what that computes is compared in verify. */
class LowRankTest {
  private static final int RANK = 3;

  @TempDir Path folder;

  private static LowRank lowRank(Map<String, Tensor> factors) {
    return new LowRank(new InMemory(factors));
  }

  private static Plan plan(Path dense, Edit... edits) {
    WhisperModel model = SmallExport.open(dense);
    return new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), List.of(edits));
  }

  private Path apply(Path dense, String name, Edit... edits) {
    // What is in memory has no JSON form.
    Edit[] written = edits.clone();
    for (int index = 0; index < edits.length; index++) {
      if (edits[index] instanceof LowRank lowRank && lowRank.factors() instanceof InMemory) {
        written[index] = stored(name + index, lowRank.factors().weights());
      }
    }
    Plan plan = plan(dense, written);
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(SmallExport.open(dense), plan, output);
      output.complete();
    }
    assertEquals(
        List.of(), RemovalCheck.differences(SmallExport.open(dense), plan, Exports.open(target)));
    return target;
  }

  private LowRank stored(String name, Map<String, Tensor> factors) {
    Path file = folder.resolve(name + ".safetensors");
    SafetensorsWriter.write(file, factors, Map.of());
    return new LowRank(new Stored(file, FileIdentity.of(file)));
  }

  private static void assertHolds(Map<String, Tensor> expected, WhisperModel model) {
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
  void matricesBecomeFactorsInEverySpelling(boolean merged) {
    Map<String, Tensor> weights = SmallExport.weights();
    Map<String, Tensor> factors = SmallFactors.random(weights, RANK);
    assertEquals(2 * (6 * 2 + 10 * 2), factors.size());
    int round = 0;
    for (Consumer<Graph> spelling : Respelled.SPELLINGS) {
      Path dense = folder.resolve("dense" + round);
      SmallExport.editAll(
          merged ? SmallExport.merged(dense) : SmallExport.separate(dense), spelling);
      WhisperModel before = SmallExport.open(dense);
      Path out = apply(dense, "out" + round++, lowRank(factors));
      WhisperModel after = SmallExport.open(out);
      assertHolds(SmallFactors.held(weights, factors), after);
      assertEquals(
          before.parameters() - saved(factors), after.parameters(), "each factor counts once");
      assertEquals(before.blocks().size(), after.blocks().size());
      for (Path file : Exports.open(out).graphs().values()) {
        assertNoneLeftOver(OnnxModel.read(file).graph(), dense.resolve(file.getFileName()));
      }
    }
  }

  private static long saved(Map<String, Tensor> factors) {
    return SmallFactors.products(factors).values().stream().mapToLong(Tensor::elements).sum()
        - factors.values().stream().mapToLong(Tensor::elements).sum();
  }

  /** Nothing is unread that was read before. */
  private static void assertNoneLeftOver(Graph graph, Path dense) {
    Set<String> unread = unread(graph);
    unread.removeAll(unread(OnnxModel.read(dense).graph()));
    assertEquals(Set.of(), unread);
  }

  private static Set<String> unread(Graph graph) {
    Set<String> unread = new HashSet<>();
    graph.initializers().forEach(tensor -> unread.add(tensor.name()));
    removeRead(graph, unread);
    return unread;
  }

  private static void removeRead(Graph graph, Set<String> names) {
    for (Node node : graph.nodes()) {
      names.removeAll(node.inputs());
      node.subgraphs().values().forEach(inner -> removeRead(inner, names));
    }
  }

  @Test
  void groupsOfFactoredBlocksLeave() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Map<String, Tensor> factors = SmallFactors.random(SmallExport.weights(), RANK);
    RemoveGroups removal =
        new RemoveGroups(
            Map.of(
                "decoder.layers.1.encoder_attn", List.of(1), "encoder.layers.0.ffn", List.of(2)));
    Path together = apply(dense, "together", lowRank(factors), removal);
    Path again = apply(apply(dense, "factored", lowRank(factors)), "again", removal);
    WhisperModel model = SmallExport.open(together);
    Map<String, Tensor> held = new HashMap<>();
    SmallExport.open(again)
        .weights()
        .forEach((role, weight) -> held.put(role, weight.logical().withName(role)));
    assertHolds(held, model);
    assertEquals(9, model.block("encoder.layers.0.ffn").orElseThrow().groups());
    assertArrayEquals(new long[] {9, RANK}, shape(model, "encoder.layers.0.fc1.weight.left"));
    assertArrayEquals(new long[] {RANK, 12}, shape(model, "encoder.layers.0.fc1.weight.right"));
    assertArrayEquals(new long[] {12, RANK}, shape(model, "encoder.layers.0.fc2.weight.left"));
    assertArrayEquals(new long[] {RANK, 9}, shape(model, "encoder.layers.0.fc2.weight.right"));
    String cross = "decoder.layers.1.encoder_attn.";
    assertArrayEquals(new long[] {8, RANK}, shape(model, cross + "k_proj.weight.left"));
    assertArrayEquals(new long[] {RANK, 8}, shape(model, cross + "out_proj.weight.right"));
  }

  private static long[] shape(WhisperModel model, String role) {
    return model.weight(role).orElseThrow().shape();
  }

  @Test
  void layersLeaveBeforeAndBehind() {
    Path dense = TallExport.build(folder.resolve("dense"));
    RemoveLayers removal = LayerRemovalTest.remove(List.of(1), List.of(0, 2));
    Map<String, Tensor> left =
        TallExport.moved(
            TallExport.weights(),
            layer -> List.of(0, -1, 1).get(layer),
            layer -> List.of(-1, 0, -1, 1).get(layer));
    Map<String, Tensor> factors = SmallFactors.random(left, RANK);
    assertHolds(
        SmallFactors.held(left, factors),
        SmallExport.open(apply(dense, "behind", removal, lowRank(factors))));
    Map<String, Tensor> all = SmallFactors.random(TallExport.weights(), RANK);
    WhisperModel before = SmallExport.open(apply(dense, "before", lowRank(all), removal));
    assertEquals(
        all.get("decoder.layers.3.fc1.weight.left").bytes(),
        before.weight("decoder.layers.1.fc1.weight.left").orElseThrow().logical().bytes());
  }

  /** Values that files declare between the layers of a network follow the factored layers. */
  @Test
  void declaredUnitsFollow() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    String fc1 = "encoder.layers.0.fc1.weight";
    Map<String, Tensor> factors = SmallFactors.random(SmallExport.weights(), RANK);
    SmallExport.edit(
        dense.resolve(SmallExport.ENCODER_FILE),
        graph -> {
          String product =
              SmallExport.open(dense).weight(fc1).orElseThrow().first().node().output();
          graph
              .values()
              .add(
                  ValueInfo.of(
                      SmallExport.tensor(product, new Random(1), 1, 7, SmallExport.ENCODER_UNITS)));
        });
    Path out =
        apply(
            dense,
            "out",
            lowRank(factors),
            new RemoveGroups(Map.of("encoder.layers.0.ffn", List.of(2, 4))));
    ValueInfo declared =
        OnnxModel.read(out.resolve(SmallExport.ENCODER_FILE)).graph().values().get(0);
    assertEquals(new ValueInfo.Dim.Size(8), declared.shape().orElseThrow().get(2));
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    String role = "encoder.layers.0.fc1.weight";
    Map<String, Tensor> both = new TreeMap<>(SmallFactors.random(SmallExport.weights(), RANK));
    both.keySet().removeIf(name -> !name.startsWith(role));
    assertEquals(
        "the plan factors '%s', which is no matrix of a block of the model".formatted(role),
        refusal(dense, lowRank(both), lowRank(both)));
    assertEquals(
        "the plan factors 'decoder.embed_tokens.weight', which is no matrix of a block of the"
            + " model",
        refusal(dense, lowRank(renamed(both, role, "decoder.embed_tokens.weight"))));
    String other = "decoder.layers.0.fc1.weight";
    assertEquals(
        other
            + ": expected FLOAT[14, k] and FLOAT[k, 12] as factors, found FLOAT[10, 3] and"
            + " FLOAT[3, 12]",
        refusal(dense, lowRank(renamed(both, role, other))));
    Map<String, Tensor> one = new TreeMap<>(both);
    one.remove(role + ".right");
    assertEquals(
        "the plan has '%s.left' among its factors, expected a .left and a .right of each weight"
            .formatted(role),
        refusal(dense, lowRank(one)));
    assertTrue(
        refusal(dense, lowRank(both), new ZeroBelow(Map.of(role, 0.1)))
            .endsWith("which the model does not have"));
    LowRank stored = stored("factors", both);
    Files.writeString(folder.resolve("factors.safetensors"), "other");
    assertTrue(refusal(dense, stored).contains("is not the file of"));
    assertFalse(Files.exists(folder.resolve("out")));
  }

  private static Map<String, Tensor> renamed(Map<String, Tensor> tensors, String from, String to) {
    Map<String, Tensor> renamed = new TreeMap<>();
    tensors.forEach((name, tensor) -> renamed.put(name.replace(from, to), tensor));
    return renamed;
  }

  private static String refusal(Path dense, Edit... edits) {
    Plan plan = plan(dense, edits);
    return assertThrows(SottoException.class, () -> PlanCheck.check(plan, SmallExport.open(dense)))
        .getMessage();
  }
}
