package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.cost.TokenFlops;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.EditedExport;
import dev.sotto.models.Fixtures;
import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.KeepVocabulary;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.plan.RemoveGroups;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.whisper.Roles;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Exports with fewer tokens, run by ONNX Runtime. */
class VocabularyRunTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  private static final List<Consumer<Graph>> SPELLINGS =
      List.of(graph -> {}, Respelled::turnedWeights, Respelled::sharedConstants);

  @TempDir Path folder;

  private ExportFolder apply(Path dense, String name, Plan plan) {
    return EditedExport.write(dense, folder.resolve(name), plan);
  }

  /** The logits after a prompt, and after a step with the cache. */
  private static float[][] logits(ExportFolder export, long[] prompt, long step) {
    try (WhisperRunner runner = WhisperRunner.open(export, SETTINGS)) {
      float[] window = new float[runner.config().melBins() * runner.config().windowFrames()];
      for (int index = 0; index < window.length; index++) {
        window[index] = (float) Math.sin(index * 0.37);
      }
      try (EncodedAudio audio = runner.encode(List.of(window));
          DecoderRun run = runner.decode(audio)) {
        float[] first = run.prompt(prompt).row(0, prompt.length - 1);
        return new float[][] {first, run.step(new long[] {step}).row(0, 0)};
      }
    }
  }

  private static void assertSameLogits(ExportFolder dense, ExportFolder left, KeptTokens kept) {
    long[] prompt = {0, 2, 1};
    long[] old = {kept.old(0), kept.old(2), kept.old(1)};
    float[][] expected = logits(dense, old, kept.old(3));
    float[][] found = logits(left, prompt, 3);
    for (int row = 0; row < expected.length; row++) {
      float[] some = new float[kept.size()];
      for (int id = 0; id < some.length; id++) {
        some[id] = expected[row][kept.old(id)];
      }
      assertArrayEquals(some, found[row], 1e-5f);
    }
  }

  private static void assertHolds(Path dense, ExportFolder out, Plan plan, boolean holds) {
    Parity parity =
        new ParityCheck(SETTINGS, 3, Progress.NONE).check(Exports.open(dense), out, plan);
    assertEquals(5, parity.measurements().size());
    assertEquals(holds, parity.holds(), parity::toString);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void logitsOfTokensThatStayAreWhatTheyWere(boolean merged) {
    KeptTokens kept = KeptTokens.parse(SmallExport.VOCABULARY, List.of("0-3", "9", "20-50", "60"));
    for (int round = 0; round < SPELLINGS.size(); round++) {
      Path dense = folder.resolve("dense" + round);
      SmallExport.editAll(
          merged ? SmallExport.merged(dense) : SmallExport.separate(dense), SPELLINGS.get(round));
      Plan plan = EditedExport.plan(dense, new KeepVocabulary(kept));
      ExportFolder out = apply(dense, "out" + round, plan);
      assertSameLogits(Exports.open(dense), out, kept);
      assertHolds(dense, out, plan, true);
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
  void exportersOfManyYearsComputeTheSameLogits(String fixture) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    KeptTokens kept = KeptTokens.parse(200, List.of("3", "40-101", "150-199"));
    Plan plan = EditedExport.plan(dense, new KeepVocabulary(kept));
    ExportFolder out = apply(dense, "out", plan);
    assertSameLogits(Exports.open(dense), out, kept);
    assertHolds(dense, out, plan, true);
  }

  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, int4:16, int8:16",
    "a04-optimum-untied, float16, int4:16",
    "b02-optimum1.21-cache-position, int8:32, int8-dynamic",
    "f06-external-data, int8-rows, int8:16"
  })
  void quantisedExportsComputeTheSameLogitsWithFewerTokens(
      String fixture, String embedding, String others) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    Map<String, NumberFormat> formats = new TreeMap<>();
    for (String role : Exports.open(dense).read().weights().keySet()) {
      boolean matrix = role.matches(".*(_proj|fc[12])\\.weight");
      formats.put(role, NumberFormat.of(matrix ? others : "float16"));
    }
    formats.put(Roles.EMBEDDING, NumberFormat.of(embedding));
    ExportFolder quantised =
        apply(dense, "q", EditedExport.plan(dense, new Quantize(formats, Optional.empty())));
    KeptTokens kept = KeptTokens.parse(200, List.of("3", "40-101", "150-199"));
    Plan plan = EditedExport.plan(quantised.folder(), new KeepVocabulary(kept));
    ExportFolder out = apply(quantised.folder(), "out", plan);
    assertSameLogits(quantised, out, kept);
    assertHolds(quantised.folder(), out, plan, true);
  }

  @Test
  void parityTellsRowsThatWereMixedUp() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Plan plan =
        EditedExport.plan(
            dense,
            new KeepVocabulary(KeptTokens.parse(SmallExport.VOCABULARY, List.of("1-9", "20-29"))),
            new RemoveGroups(Map.of("decoder.layers.1.ffn", List.of(3))));
    ExportFolder out = apply(dense, "out", plan);
    assertHolds(dense, out, plan, true);
    WhisperModel model = out.read();
    Tensor table = model.weight(Roles.EMBEDDING).orElseThrow().logical();
    byte[] turned = new byte[table.bytes().remaining()];
    int row = SmallExport.WIDTH * Float.BYTES;
    for (int from = 0; from < turned.length; from += row) {
      table.bytes().get(from, turned, turned.length - row - from, row);
    }
    Tensor mixed =
        table.withData(
            table.shape(), TensorData.of(ByteBuffer.wrap(turned).order(ByteOrder.LITTLE_ENDIAN)));
    try (OutputFolder output = OutputFolder.create(folder.resolve("mixed"), false)) {
      ExportRewriter.replaceWeights(
          model, Map.of(Roles.EMBEDDING, mixed.withName(Roles.EMBEDDING)), output);
      output.complete();
    }
    assertHolds(dense, Exports.open(folder.resolve("mixed")), plan, false);
  }

  @Test
  void tokensCostWhatTheirProductsDo() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    KeptTokens kept = KeptTokens.parse(SmallExport.VOCABULARY, List.of("0-10"));
    ExportFolder out = apply(dense, "out", EditedExport.plan(dense, new KeepVocabulary(kept)));
    long before = WhisperCost.of(Exports.open(dense)).flops().standard();
    long after = WhisperCost.of(out).flops().standard();
    long token = TokenFlops.standard(Exports.open(dense).read().config());
    assertEquals(50 * token, before - after);
    assertEquals(2L * SmallExport.WIDTH * 34, token);
    assertFalse(after >= before);
    assertTrue(out.read().parameters() > 0);
  }
}
