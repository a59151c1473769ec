package dev.sotto.compressor.verify;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.build.Frames;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An export that we build must give what PyTorch gives of the same weights. */
class BuiltGoldenTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);
  private static final int LAYERS = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(OptimizationLevel.class)
  void givesWhatPyTorchGivesAtEveryLevel(OptimizationLevel level) {
    for (Frames frames : Frames.values()) {
      RemovalGoldenTest.check(build(frames), "base", SETTINGS.withOptimization(level));
    }
  }

  @Test
  void theItemsOfABatchDoNotMix() {
    try (WhisperRunner runner = WhisperRunner.open(build(Frames.FIXED), SETTINGS);
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0), Fixtures.logMel(1)));
        DecoderRun run = runner.decode(audio)) {
      long[] prompts = Arrays.copyOf(RemovalGoldenTest.PROMPT, 8);
      System.arraycopy(RemovalGoldenTest.PROMPT, 0, prompts, 4, 4);
      Logits logits = run.prompt(prompts);
      float[] golden = Fixtures.golden("base/batch2_logits_prompt");
      for (int row = 0; row < 8; row++) {
        assertArrayEquals(
            RemovalGoldenTest.row(golden, row),
            logits.row(row / 4, row % 4),
            RemovalGoldenTest.TOLERANCE);
      }
      long token = RemovalGoldenTest.STEPS[0];
      assertArrayEquals(
          RemovalGoldenTest.row(Fixtures.golden("base/logits_steps"), 0),
          run.step(new long[] {token, token}).row(0, 0),
          RemovalGoldenTest.TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(Frames.class)
  void removalFromItGivesWhatPyTorchGives(Frames frames) {
    Path dense = build(frames);
    for (HeadMode mode : List.of(HeadMode.UNIFORM, HeadMode.FREE)) {
      boolean free = mode == HeadMode.FREE;
      WhisperModel model = Exports.open(dense).read();
      var remove = free ? RemovalGoldenTest.FREE : RemovalGoldenTest.UNIFORM;
      Path pruned = folder.resolve(frames + "-" + mode);
      try (OutputFolder output = OutputFolder.create(pruned, false)) {
        ExportRewriter.apply(model, RemovalGoldenTest.plan(model, mode, remove), output);
        output.complete();
      }
      RemovalGoldenTest.check(pruned, free ? "removed" : "removed_uniform", SETTINGS);
    }
  }

  @Test
  void severalTokensAfterAPastGiveWhatTheyGiveOneByOne() {
    Path decoder = build(Frames.FIXED).resolve("decoder_model_merged.onnx");
    float[] states = encode(build(Frames.FLEXIBLE), Fixtures.FRAMES);
    try (InferenceSession session = InferenceSession.open(decoder, SETTINGS)) {
      long[] all = {151, 152, 155, 159, 7, 42, 113};
      try (Results whole = decode(session, all, states, Map.of());
          Results prompt = decode(session, Arrays.copyOf(all, 4), states, Map.of());
          Results rest = decode(session, Arrays.copyOfRange(all, 4, 7), states, presents(prompt))) {
        float[] expected = whole.get("logits").toFloats();
        float[] found = rest.get("logits").toFloats();
        assertArrayEquals(
            Arrays.copyOfRange(expected, 4 * 200, 7 * 200), found, RemovalGoldenTest.TOLERANCE);
        assertArrayEquals(new long[] {0, 4, 1, 8}, rest.get("present.1.encoder.value").shape());
        assertArrayEquals(new long[] {1, 4, 7, 8}, rest.get("present.1.decoder.key").shape());
      }
    }
  }

  @Test
  void aFlexibleEncoderTakesShorterAudio() {
    Path flexible = build(Frames.FLEXIBLE);
    for (int frames : new int[] {2, 31, 64, Fixtures.FRAMES}) {
      assertEquals((frames + 1) / 2 * 32, encode(flexible, frames).length);
    }
  }

  private static Map<String, Value> presents(Results results) {
    Map<String, Value> past = new HashMap<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (String part :
          List.of(".decoder.key", ".decoder.value", ".encoder.key", ".encoder.value")) {
        past.put("past_key_values." + layer + part, results.get("present." + layer + part));
      }
    }
    return past;
  }

  private static Results decode(
      InferenceSession session, long[] tokens, float[] states, Map<String, Value> past) {
    Map<String, Value> inputs = new HashMap<>(past);
    inputs.put("input_ids", Value.longs(LongBuffer.wrap(tokens), 1, tokens.length));
    inputs.put(
        "encoder_hidden_states", Value.floats(FloatBuffer.wrap(states), 1, states.length / 32, 32));
    inputs.put("use_cache_branch", Value.booleans(!past.isEmpty()));
    if (past.isEmpty()) {
      session.inputs().keySet().stream()
          .filter(name -> name.startsWith("past_key_values"))
          .forEach(name -> inputs.put(name, Value.floats(FloatBuffer.allocate(0), 1, 4, 0, 8)));
    }
    return session.run(inputs, session.outputs().keySet());
  }

  private static float[] encode(Path export, int frames) {
    float[] whole = Fixtures.logMel(0);
    float[] window = new float[Fixtures.MEL_BINS * frames];
    for (int bin = 0; bin < Fixtures.MEL_BINS; bin++) {
      System.arraycopy(whole, bin * Fixtures.FRAMES, window, bin * frames, frames);
    }
    try (InferenceSession session =
            InferenceSession.open(export.resolve("encoder_model.onnx"), SETTINGS);
        Value input = Value.floats(FloatBuffer.wrap(window), 1, Fixtures.MEL_BINS, frames);
        Results results =
            session.run(Map.of("input_features", input), List.of("last_hidden_state"))) {
      return results.get("last_hidden_state").toFloats();
    }
  }

  private Path build(Frames frames) {
    Path target = folder.resolve(frames.name());
    try (OutputFolder output = OutputFolder.create(target, true)) {
      new FolderBuild(shared("fixtures/hf-safetensors"), frames, OptionalLong.empty())
          .write(output);
      output.complete();
    }
    return target;
  }
}
