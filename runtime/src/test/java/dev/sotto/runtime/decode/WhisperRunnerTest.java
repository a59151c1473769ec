package dev.sotto.runtime.decode;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhisperRunnerTest {
  private static final long[] PROMPT = {151, 152, 155, 159};
  private static final long[] STEPS = {7, 42, 113};
  private static final int VOCABULARY = 200;
  private static final float TOLERANCE = 1e-4f;
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          a01-optimum-op18,              true,  base
          a01-optimum-op18,              false, base
          a02-optimum-op14,              true,  base
          a06-optimum-eager,             true,  base
          a08-optimum-cross-attentions,  true,  base
          b01-optimum1.13-bmm,           true,  base
          b02-optimum1.21-cache-position,true,  base
          f07-onnxslim,                  true,  base
          f08-onnxsim,                   false, base
          a10-pruned-uniform,            true,  removed_uniform
          a11-pruned-free,               true,  removed
          """)
  void decodesWithTheCacheAsPyTorchDoes(
      String fixture, boolean merged, String set, @TempDir Path folder) {
    for (OptimizationLevel level : OptimizationLevel.values()) {
      try (WhisperRunner runner =
          WhisperRunner.open(
              Fixtures.folder(fixture, merged, folderFor(folder, level)),
              SETTINGS.withOptimization(level))) {
        assertDecodes(runner, set, fixture);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"a01-optimum-op18, true", "a01-optimum-op18, false"})
  void decodesAsWellWithOneGraphLoadedAtATime(
      String fixture, boolean merged, @TempDir Path folder) {
    try (WhisperRunner runner =
        WhisperRunner.open(
            Fixtures.folder(fixture, merged, folder), SETTINGS.withMemory(MemoryUse.LITTLE))) {
      assertDecodes(runner, "base", fixture);
      assertDecodes(runner, "base", fixture);
    }
  }

  private static void assertDecodes(WhisperRunner runner, String set, String fixture) {
    try (EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0), Fixtures.logMel(1)));
        DecoderRun run = runner.decode(audio)) {
      long[] prompts = repeat(PROMPT, 2);
      float[] expected = Fixtures.golden(set + "/batch2_logits_prompt");
      assertRows(expected, run.score(prompts), 2);
      assertRows(expected, run.prompt(prompts), 2);
      float[] steps = Fixtures.golden(set + "/logits_steps");
      for (int i = 0; i < STEPS.length; i++) {
        Logits logits = run.step(new long[] {STEPS[i], 9});
        float[] step = Arrays.copyOfRange(steps, i * VOCABULARY, (i + 1) * VOCABULARY);
        assertArrayEquals(step, logits.row(0, 0), TOLERANCE, fixture + " step " + i);
      }
    }
  }

  private static Path folderFor(Path folder, OptimizationLevel level) {
    try {
      return Files.createDirectory(folder.resolve(level.name()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertRows(float[] expected, Logits logits, int batch) {
    for (int item = 0; item < batch; item++) {
      for (int position = 0; position < logits.tokens(); position++) {
        int from = (item * logits.tokens() + position) * VOCABULARY;
        assertArrayEquals(
            Arrays.copyOfRange(expected, from, from + VOCABULARY),
            logits.row(item, position),
            TOLERANCE);
      }
    }
  }

  private static long[] repeat(long[] tokens, int times) {
    long[] all = new long[tokens.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = tokens[i % tokens.length];
    }
    return all;
  }

  /** The cache gives what the whole sequence gives, for a sequence as long as the model allows. */
  @ParameterizedTest
  @CsvSource({"a01-optimum-op18, true", "a01-optimum-op18, false", "a11-pruned-free, true"})
  void stepsEqualTheWholeSequenceScoredAtOnce(
      String fixture, boolean merged, @TempDir Path folder) {
    try (WhisperRunner runner =
            WhisperRunner.open(Fixtures.folder(fixture, merged, folder), SETTINGS);
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0), Fixtures.logMel(1)));
        DecoderRun whole = runner.decode(audio);
        DecoderRun stepped = runner.decode(audio)) {
      int length = runner.config().maxTargetPositions();
      long[] tokens = new java.util.Random(11).longs(2L * length, 0, VOCABULARY).toArray();
      Logits scored = whole.score(tokens);
      float[][] expected = new float[length][];
      for (int position = 0; position < length; position++) {
        expected[position] = scored.row(1, position);
      }
      Logits logits = stepped.prompt(new long[] {tokens[0], tokens[length]});
      for (int position = 0; position < length; position++) {
        if (position > 0) {
          logits = stepped.step(new long[] {tokens[position], tokens[length + position]});
        }
        assertArrayEquals(expected[position], logits.row(1, 0), TOLERANCE, "at " + position);
      }
    }
  }

  @Test
  void encodesAsPyTorchDoes(@TempDir Path folder) {
    try (WhisperRunner runner =
            WhisperRunner.open(Fixtures.folder(Fixtures.REFERENCE, true, folder), SETTINGS);
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(1), Fixtures.logMel(0)))) {
      float[] second = Arrays.copyOfRange(audio.toFloats(), 60 * 32, 2 * 60 * 32);
      assertArrayEquals(Fixtures.golden("base/encoder_rows"), second, TOLERANCE);
    }
  }

  @Test
  void otherOutputsOfTheGraphsAreReadAndNeitherStatesNorLogitsChange(@TempDir Path folder) {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder);
    try (WhisperRunner runner = WhisperRunner.open(export, SETTINGS);
        EncodedAudio audio = runner.encode(Fixtures.logMel(0), List.of(), results -> {});
        DecoderRun run = runner.decode(audio)) {
      assertArrayEquals(Fixtures.golden("base/encoder_rows"), audio.toFloats(), TOLERANCE);
      AtomicReference<float[]> keys = new AtomicReference<>();
      run.score(
          PROMPT,
          List.of("present.1.decoder.key"),
          results -> keys.set(results.get("present.1.decoder.key").toFloats()));
      assertArrayEquals(Fixtures.golden("base/self_k1_prompt"), keys.get(), TOLERANCE);
      // The same run can still begin with a prompt.
      assertRows(Fixtures.golden("base/logits_prompt"), run.prompt(PROMPT), 1);
    }
  }

  @Test
  void refusesAWindowOfAnotherSizeOrWithNumbersThatAreNone(@TempDir Path folder) {
    try (WhisperRunner runner =
        WhisperRunner.open(Fixtures.folder(Fixtures.REFERENCE, true, folder), SETTINGS)) {
      assertProblem("80 bins x 120 frames", () -> runner.encode(List.of(new float[80 * 3000])));
      float[] broken = Fixtures.logMel(0);
      broken[77] = Float.NaN;
      assertProblem("expected finite log-mel values", () -> runner.encode(List.of(broken)));
    }
  }

  @Test
  void refusesAConfigurationThatContradictsTheEncoder(@TempDir Path folder) throws IOException {
    Path file = Fixtures.folder(Fixtures.REFERENCE, true, folder).resolve("config.json");
    Files.writeString(
        file, Files.readString(file).replace("\"num_mel_bins\": 80", "\"num_mel_bins\": 128"));
    assertProblem("expected 128 in axis 1", () -> WhisperRunner.open(folder, SETTINGS));
  }

  @Test
  void refusesADecoderWithoutACache(@TempDir Path folder) throws IOException {
    Fixtures.folder("a05-optimum-nopast", false, folder);
    assertProblem("export with past", () -> WhisperRunner.open(folder, SETTINGS));
    Files.delete(folder.resolve("decoder_with_past_model.onnx"));
    assertProblem(
        "expected decoder_with_past_model.onnx", () -> WhisperRunner.open(folder, SETTINGS));
  }

  @Test
  void refusesADecoderOfAnotherLayout(@TempDir Path folder) throws IOException {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
    Files.copy(
        shared("fixtures/a01-optimum-op18/encoder_model.onnx"),
        folder.resolve("decoder_model_merged.onnx"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertProblem("inputs of an Optimum decoder", () -> WhisperRunner.open(folder, SETTINGS));
  }

  private static void assertProblem(
      String problem, org.junit.jupiter.api.function.Executable action) {
    SottoException e = assertThrows(SottoException.class, action);
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }
}
