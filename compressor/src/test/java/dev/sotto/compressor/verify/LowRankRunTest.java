package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.search.PlanCosts;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.eval.cost.CostReport;
import dev.sotto.eval.cost.LayerCost;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.EditedExport;
import dev.sotto.models.Fixtures;
import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallFactors;
import dev.sotto.models.SottoException;
import dev.sotto.models.TallExport;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.LowRank;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.RemoveGroups;
import dev.sotto.models.plan.ReplaceWeights;
import dev.sotto.models.plan.ReplaceWeights.Stored;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports whose matrices are products of two factors, run by ONNX Runtime. */
class LowRankRunTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);
  private static final int RANK = 3;

  private static final List<Consumer<Graph>> SPELLINGS =
      List.of(
          graph -> {},
          Respelled::turnedWeights,
          Respelled::batchedHeads,
          Respelled::sharedConstants);

  @TempDir Path folder;
  private int files;

  private Stored stored(Map<String, Tensor> weights) {
    Path file = folder.resolve("weights" + files++ + ".safetensors");
    SafetensorsWriter.write(file, weights, Map.of());
    return new Stored(file, FileIdentity.of(file));
  }

  private ExportFolder apply(Path dense, String name, Plan plan) {
    return EditedExport.write(dense, folder.resolve(name), plan);
  }

  private static ForcedRun run(ExportFolder export) {
    try (WhisperRunner runner = WhisperRunner.open(export, SETTINGS)) {
      return ForcedRun.of(runner, 5);
    }
  }

  private static void assertSame(ForcedRun expected, ForcedRun found, double tolerance) {
    assertEquals(0, ForcedRun.largestDifference(expected.states(), found.states()), tolerance);
    assertEquals(0, ForcedRun.largestDifference(expected.logits(), found.logits()), tolerance);
  }

  private Path dense(boolean merged, int round) {
    Path dense = folder.resolve("dense" + round);
    return SmallExport.editAll(
        merged ? SmallExport.merged(dense) : SmallExport.separate(dense), SPELLINGS.get(round));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void factorsComputeWhatTheirProductComputes(boolean merged) {
    Map<String, Tensor> weights = SmallExport.weights();
    Map<String, Tensor> factors = SmallFactors.random(weights, RANK);
    for (int round = 0; round < SPELLINGS.size(); round++) {
      Path dense = dense(merged, round);
      ForcedRun whole = run(Exports.open(dense));
      LowRank exact = new LowRank(stored(SmallFactors.exact(weights)));
      assertSame(whole, run(apply(dense, "exact" + round, EditedExport.plan(dense, exact))), 1e-5);
      LowRank thin = new LowRank(stored(factors));
      ReplaceWeights product = new ReplaceWeights(stored(SmallFactors.products(factors)));
      ForcedRun found = run(apply(dense, "thin" + round, EditedExport.plan(dense, thin)));
      assertSame(
          run(apply(dense, "product" + round, EditedExport.plan(dense, product))), found, 1e-4);
      assertTrue(ForcedRun.largestDifference(whole.logits(), found.logits()) > 0.1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "a04-optimum-untied",
        "a06-optimum-eager",
        "a08-optimum-cross-attentions",
        "b01-optimum1.13-bmm",
        "b02-optimum1.21-cache-position",
        "f06-external-data",
        "f07-onnxslim"
      })
  void exportersOfManyYearsAreFactored(String fixture) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    Map<String, Tensor> weights = new TreeMap<>();
    Exports.open(dense)
        .read()
        .weights()
        .forEach((role, weight) -> weights.put(role, weight.logical().withName(role)));
    LowRank exact = new LowRank(stored(SmallFactors.exact(weights)));
    assertSame(
        run(Exports.open(dense)), run(apply(dense, "out", EditedExport.plan(dense, exact))), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void removedEqualsZeroedWithFactorsToo(boolean merged) {
    Path dense = TallExport.build(folder.resolve("dense"));
    if (!merged) {
      SmallExport.separated(dense);
    }
    Map<String, Tensor> left =
        TallExport.moved(
            TallExport.weights(),
            layer -> List.of(-1, 0, 1).get(layer),
            layer -> List.of(0, -1, 1, 2).get(layer));
    Plan plan =
        EditedExport.plan(
            dense,
            LayerRemovalRunTest.remove("encoder.0", "decoder.1"),
            new LowRank(stored(SmallFactors.random(left, RANK))),
            new RemoveGroups(
                Map.of(
                    "decoder.layers.1.encoder_attn", List.of(1),
                    "decoder.layers.2.ffn", List.of(0, 5),
                    "encoder.layers.0.self_attn", List.of(2))));
    ExportFolder out = apply(dense, "out", plan);
    Parity parity =
        new ParityCheck(SETTINGS, 3, Progress.NONE).check(Exports.open(dense), out, plan);
    assertEquals(5, parity.measurements().size());
    assertTrue(parity.holds(), parity::toString);
    // What a plan is said to save is what the files lack.
    PlanCosts costs = PlanCosts.of(Exports.open(dense).read(), plan);
    WhisperModel written = out.read();
    assertEquals(
        Exports.open(dense).read().parameters() - written.parameters(), costs.parameters());
    assertEquals(flops(Exports.open(dense)) - flops(out), costs.flops());
    assertEquals(flops(out) - outsideOfLayers(out), layers(written));
  }

  private static long flops(ExportFolder export) {
    return WhisperCost.of(export).flops().standard();
  }

  private static long layers(WhisperModel model) {
    return LayerCost.of(model).stream().mapToLong(layer -> layer.flops().standard()).sum();
  }

  /** FLOPs of the convolutions and the logits, as the graphs have them. */
  private static long outsideOfLayers(ExportFolder export) {
    WhisperModel model = export.read();
    long width = model.config().modelDim();
    long frames = model.config().maxSourcePositions();
    long mels = model.config().melBins();
    return 2 * 3 * width * (2 * frames * mels + frames * width)
        + 34 * 2 * width * model.config().vocabularySize();
  }

  @Test
  void thinFactorsCostLessAndAreNotTrained() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Map<String, Tensor> factors = SmallFactors.random(SmallExport.weights(), RANK);
    ExportFolder out = apply(dense, "out", EditedExport.plan(dense, new LowRank(stored(factors))));
    CostReport before = WhisperCost.of(Exports.open(dense));
    CostReport after = WhisperCost.of(out);
    assertTrue(after.flops().standard() < before.flops().standard());
    String message =
        assertThrows(SottoException.class, () -> Parameters.of(out.read())).getMessage();
    assertTrue(
        message.endsWith(
            "has two low-rank factors in place of encoder.layers.0.self_attn.q_proj.weight, which"
                + " cannot be trained or calibrated: use the model from which they were made"),
        message);
  }
}
