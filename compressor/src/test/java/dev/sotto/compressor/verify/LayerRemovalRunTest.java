package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.EditedExport;
import dev.sotto.models.SmallExport;
import dev.sotto.models.TallExport;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.RemoveGroups;
import dev.sotto.models.plan.RemoveLayers;
import dev.sotto.models.whisper.LayerId;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports without some of their layers, run by ONNX Runtime. */
class LayerRemovalRunTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @TempDir Path folder;

  static RemoveLayers remove(String... layers) {
    return new RemoveLayers(
        LeavingLayers.of(Stream.of(layers).map(layer -> LayerId.of(layer).orElseThrow()).toList()));
  }

  private static Plan plan(Path dense, RemoveLayers removal, Map<String, List<Integer>> groups) {
    return EditedExport.plan(dense, removal, new RemoveGroups(groups));
  }

  private ExportFolder apply(Path dense, Plan plan) {
    return EditedExport.write(dense, folder.resolve("out"), plan);
  }

  private static ForcedRun run(ExportFolder export) {
    try (WhisperRunner runner = WhisperRunner.open(export, SETTINGS)) {
      return ForcedRun.of(runner, 5);
    }
  }

  /** The other judge is built of the weights that stay, renumbered by hand. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsLeftComputesWhatAModelOfTheseLayersComputes(boolean merged) {
    Path dense = TallExport.build(folder.resolve("dense"));
    Path small =
        TallExport.build(
            folder.resolve("small"),
            TallExport.moved(
                TallExport.weights(),
                layer -> List.of(0, -1, 1).get(layer),
                layer -> List.of(-1, 0, -1, 1).get(layer)),
            2,
            2);
    if (!merged) {
      SmallExport.separated(dense);
      SmallExport.separated(small);
    }
    RemoveLayers removal = remove("encoder.1", "decoder.0", "decoder.2");
    ForcedRun found = run(apply(dense, plan(dense, removal, Map.of())));
    ForcedRun expected = run(Exports.open(small));
    assertEquals(0, ForcedRun.largestDifference(expected.states(), found.states()));
    assertEquals(0, ForcedRun.largestDifference(expected.logits(), found.logits()));
    ForcedRun whole = run(Exports.open(dense));
    assertTrue(ForcedRun.largestDifference(whole.logits(), found.logits()) > 0.1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void removedEqualsZeroedWithGroupsOfRenumberedLayersToo(boolean merged) {
    Path dense = TallExport.build(folder.resolve("dense"));
    if (!merged) {
      SmallExport.separated(dense);
    }
    Plan plan =
        plan(
            dense,
            remove("encoder.0", "decoder.1", "decoder.3"),
            Map.of(
                "decoder.layers.1.encoder_attn", List.of(1),
                "decoder.layers.1.ffn", List.of(0, 5),
                "encoder.layers.0.self_attn", List.of(2)));
    ExportFolder out = apply(dense, plan);
    Parity parity =
        new ParityCheck(SETTINGS, 3, Progress.NONE).check(Exports.open(dense), out, plan);
    assertEquals(5, parity.measurements().size());
    assertTrue(parity.holds(), parity::toString);
  }

  /** A layer that adds nothing can leave without a trace. */
  @Test
  void aModelWhoseLayersAddNothingSaysTheSameWithoutThem() {
    Path dense = TallExport.build(folder.resolve("dense"));
    Plan plan = plan(dense, remove("encoder.2", "decoder.0"), Map.of());
    try (OutputFolder output = OutputFolder.create(folder.resolve("zeros"), false)) {
      ExportRewriter.applyAsZeros(Exports.open(dense).read(), plan, output);
      output.complete();
    }
    Path zeros = folder.resolve("zeros");
    ForcedRun before = run(Exports.open(zeros));
    ForcedRun after = run(apply(zeros, plan(zeros, remove("encoder.2", "decoder.0"), Map.of())));
    assertEquals(0, ForcedRun.largestDifference(before.states(), after.states()), 1e-4);
    assertEquals(0, ForcedRun.largestDifference(before.logits(), after.logits()), 1e-4);
  }
}
