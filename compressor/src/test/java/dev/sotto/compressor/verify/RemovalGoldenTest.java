package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups removed from real exports must give what PyTorch gives without them. */
class RemovalGoldenTest {
  static final float TOLERANCE = 1e-4f;
  static final long[] PROMPT = {151, 152, 155, 159};
  static final long[] STEPS = {7, 42, 113};

  static final Map<String, List<Integer>> FREE =
      Map.of(
          "encoder.layers.0.self_attn", List.of(1),
          "decoder.layers.1.self_attn", List.of(2),
          "decoder.layers.1.encoder_attn", List.of(0),
          "encoder.layers.1.ffn", List.of(3, 7, 8, 40));
  static final Map<String, List<Integer>> UNIFORM =
      Map.of(
          "encoder.layers.0.self_attn", List.of(1),
          "encoder.layers.1.self_attn", List.of(3),
          "decoder.layers.0.self_attn", List.of(0),
          "decoder.layers.1.self_attn", List.of(2),
          "decoder.layers.0.encoder_attn", List.of(3),
          "decoder.layers.1.encoder_attn", List.of(0),
          "encoder.layers.1.ffn", List.of(3, 7, 8, 40));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, true",
    "a01-optimum-op18, false",
    "a02-optimum-op14, true",
    "a03-optimum-op20, true",
    "a04-optimum-untied, false",
    "a06-optimum-eager, false",
    "a08-optimum-cross-attentions, false",
    "b01-optimum1.13-bmm, true",
    "b02-optimum1.21-cache-position, true",
    "b03-optimum1.26-sdpa-scale, false",
    "f06-external-data, true",
    "f07-onnxslim, true",
  })
  void removalGivesWhatPyTorchGives(String fixture, boolean merged) {
    Path dense = Fixtures.folder(fixture, merged, folder.resolve("dense"));
    check(apply(dense, HeadMode.FREE, FREE, "free"), "removed");
    check(apply(dense, HeadMode.UNIFORM, UNIFORM, "uniform"), "removed_uniform");
    check(apply(dense, HeadMode.FREE, Map.of(), "none"), "base");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void removedEqualsZeroedAtEveryLevelInBothForms(boolean merged) {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, merged, folder.resolve("dense"));
    for (HeadMode mode : List.of(HeadMode.UNIFORM, HeadMode.FREE)) {
      Map<String, List<Integer>> removed = mode == HeadMode.FREE ? FREE : UNIFORM;
      Path compressed = apply(dense, mode, removed, mode.name());
      Parity parity =
          new ParityCheck(SessionSettings.defaults().withIntraThreads(1), 1, Progress.NONE)
              .check(
                  Exports.open(dense),
                  Exports.open(compressed),
                  plan(Exports.open(dense).read(), mode, removed));
      assertEquals(5, parity.measurements().size());
      assertTrue(parity.holds(), parity::toString);
    }
  }

  @Test
  void aPlanThatRemovesNothingChangesNoFile() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path copy = apply(dense, HeadMode.UNIFORM, Map.of(), "copy");
    try (Stream<Path> files = Files.list(dense)) {
      for (Path file : files.toList()) {
        assertEquals(-1, Files.mismatch(file, copy.resolve(file.getFileName())), file::toString);
      }
    }
  }

  @Test
  void theSamePlanGivesTheSameBytes() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path one = apply(dense, HeadMode.FREE, FREE, "one");
    Path two = apply(dense, HeadMode.FREE, FREE, "two");
    try (Stream<Path> files = Files.list(one)) {
      for (Path file : files.toList()) {
        assertEquals(-1, Files.mismatch(file, two.resolve(file.getFileName())), file::toString);
      }
    }
  }

  @Test
  void removalGivesTheStructureOfAPrunedModelsOwnExport() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path pruned = apply(dense, HeadMode.FREE, FREE, "pruned");
    Path expected = Fixtures.folder("a11-pruned-free", true, folder.resolve("expected"));
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      OnnxModel ours = OnnxModel.read(pruned.resolve(file));
      OnnxModel theirs = OnnxModel.read(expected.resolve(file));
      assertEquals(theirs.graph().inputs(), ours.graph().inputs(), file);
      assertEquals(theirs.graph().outputs(), ours.graph().outputs(), file);
      assertEquals(shapes(theirs), shapes(ours), file);
    }
  }

  private static List<String> shapes(OnnxModel model) {
    return model.graph().initializers().stream()
        .map(Tensor::shape)
        .map(Arrays::toString)
        .sorted()
        .toList();
  }

  private Path apply(Path dense, HeadMode mode, Map<String, List<Integer>> remove, String name) {
    WhisperModel model = Exports.open(dense).read();
    try (OutputFolder output = OutputFolder.create(folder.resolve(name), false)) {
      ExportRewriter.apply(model, plan(model, mode, remove), output);
      output.complete();
    }
    return folder.resolve(name);
  }

  static Plan plan(WhisperModel model, HeadMode mode, Map<String, List<Integer>> remove) {
    return new Plan(ExportRewriter.identities(model), mode, Map.of(), remove, Map.of());
  }

  private static void check(Path export, String set) {
    check(export, set, SessionSettings.defaults().withIntraThreads(1));
  }

  /** Prompt and steps of {@code export} must give the golden {@code set}. */
  static void check(Path export, String set, SessionSettings settings) {
    try (WhisperRunner runner = WhisperRunner.open(export, settings);
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0)));
        DecoderRun run = runner.decode(audio)) {
      float[] prompt = Fixtures.golden(set + "/logits_prompt");
      Logits logits = run.prompt(PROMPT);
      for (int token = 0; token < PROMPT.length; token++) {
        assertArrayEquals(row(prompt, token), logits.row(0, token), TOLERANCE, set + " prompt");
      }
      float[] steps = Fixtures.golden(set + "/logits_steps");
      for (int step = 0; step < STEPS.length; step++) {
        float[] found = run.step(new long[] {STEPS[step]}).row(0, 0);
        assertArrayEquals(row(steps, step), found, TOLERANCE, set + " step " + step);
      }
    }
  }

  static float[] row(float[] rows, int row) {
    return Arrays.copyOfRange(rows, row * 200, (row + 1) * 200);
  }
}
