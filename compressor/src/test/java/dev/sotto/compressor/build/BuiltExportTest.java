package dev.sotto.compressor.build;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.OutputFolder;
import dev.sotto.models.SottoException;
import dev.sotto.models.build.AudioLength;
import dev.sotto.models.build.ExportBuilder;
import dev.sotto.models.build.FreshWeights;
import dev.sotto.models.build.HuggingFaceWeights;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.rewrite.ExportRewriter;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.models.whisper.WhisperModel;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs made here must compute what PyTorch computes with the same weights. */
class BuiltExportTest {
  private static final float TOLERANCE = 1e-4f;
  private static final long[] PROMPT = {151, 152, 155, 159};
  private static final long[] STEPS = {7, 42, 113};

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(OptimizationLevel.class)
  void givesWhatPyTorchGivesAtEveryOptimisationLevel(OptimizationLevel level) {
    for (AudioLength length : AudioLength.values()) {
      Path export = build(length, level.name() + length);
      check(export, "base", SessionSettings.defaults().withOptimization(level));
    }
  }

  @Test
  void groupsCanBeRemovedFromItAsFromAnExportersGraph() {
    WhisperModel model = OptimumLayout.read(ExportFolder.open(build(AudioLength.FIXED, "dense")));
    assertFalse(model.weight("proj_out.weight").isPresent(), "the embedding is tied");
    Map<String, List<Integer>> removed =
        Map.of(
            "encoder.layers.0.self_attn", List.of(1),
            "decoder.layers.1.self_attn", List.of(2),
            "decoder.layers.1.encoder_attn", List.of(0),
            "encoder.layers.1.ffn", List.of(3, 7, 8, 40));
    Path pruned = folder.resolve("pruned");
    try (OutputFolder output = OutputFolder.create(pruned, false)) {
      ExportRewriter.apply(
          model,
          new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), removed, Map.of()),
          output);
      output.complete();
    }
    check(pruned, "removed", SessionSettings.defaults());
  }

  @Test
  void aFlexibleEncoderTakesShorterAudio() {
    Path export = build(AudioLength.FLEXIBLE, "flexible");
    WhisperModel model = OptimumLayout.read(ExportFolder.open(export));
    assertTrue(
        model
            .files()
            .get(ExportFolder.Part.ENCODER)
            .graph()
            .inputs()
            .get(0)
            .toString()
            .contains("frames"));
  }

  @Test
  void freshWeightsDependOnTheSeedAlone() {
    WhisperConfig config = WhisperConfig.read(shared("fixtures/hf-safetensors"));
    Map<String, Tensor> one = FreshWeights.of(config, 1);
    assertEquals(one, FreshWeights.of(config, 1));
    String role = "decoder.layers.0.fc1.weight";
    assertFalse(one.get(role).equals(FreshWeights.of(config, 2).get(role)));
  }

  @Test
  void freshPositionsAreThoseOfWhisper() {
    Path source = shared("fixtures/hf-safetensors");
    Tensor theirs = weights(source).get("encoder.embed_positions.weight");
    Tensor ours =
        FreshWeights.of(WhisperConfig.read(source), 1).get("encoder.embed_positions.weight");
    float[] expected = new float[(int) theirs.elements()];
    float[] found = new float[(int) ours.elements()];
    theirs.bytes().asFloatBuffer().get(expected);
    ours.bytes().asFloatBuffer().get(found);
    assertArrayEquals(expected, found, 1e-5f);
  }

  @Test
  void aMissingOrMisshapenWeightIsNamed() {
    WhisperConfig config = WhisperConfig.read(shared("fixtures/hf-safetensors"));
    Map<String, Tensor> weights = new HashMap<>(FreshWeights.of(config, 1));
    weights.remove("encoder.conv1.bias");
    try (OutputFolder output = OutputFolder.create(folder.resolve("missing"), false)) {
      SottoException e =
          assertThrows(
              SottoException.class,
              () -> ExportBuilder.write(config, weights, AudioLength.FIXED, output));
      assertTrue(e.getMessage().contains("encoder.conv1.bias"), e.getMessage());
    }
    assertFalse(Files.exists(folder.resolve("missing")));
  }

  private Path build(AudioLength length, String name) {
    Path source = shared("fixtures/hf-safetensors");
    Path export = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(export, false)) {
      ExportBuilder.write(WhisperConfig.read(source), weights(source), length, output);
      output.write(WhisperConfig.FILE_NAME, Files.readAllBytes(source.resolve("config.json")));
      output.complete();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return export;
  }

  private static Map<String, Tensor> weights(Path source) {
    return HuggingFaceWeights.byRole(SafetensorsFile.open(source).tensors());
  }

  private static void check(Path export, String set, SessionSettings settings) {
    try (WhisperRunner runner = WhisperRunner.open(export, settings.withIntraThreads(1));
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

  private static float[] row(float[] rows, int row) {
    return Arrays.copyOfRange(rows, row * 200, (row + 1) * 200);
  }
}
