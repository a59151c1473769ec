package dev.sotto.models.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.build.Frames;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verdicts that the programs themselves gave on exports pruned in these ways: docs/runners.md
 * tells how they were asked.
 */
class RunnerTest {
  private static final String CONFIG =
      """
      {"model_type": "whisper", "d_model": 48, "encoder_layers": 2, "decoder_layers": 2,
       "encoder_attention_heads": 6, "decoder_attention_heads": 6, "encoder_ffn_dim": 32,
       "decoder_ffn_dim": 32, "vocab_size": 50, "num_mel_bins": 8, "max_source_positions": 10,
       "max_target_positions": 16}
      """;

  @TempDir Path folder;
  private Path dense;

  /** Six heads of 8, as many and as indivisible as tiny.en's six of 64. */
  @BeforeEach
  void build() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve("config.json"), CONFIG);
    dense = folder.resolve("dense");
    try (OutputFolder output = OutputFolder.create(dense, false)) {
      new FolderBuild(source, Frames.FIXED, OptionalLong.of(1)).write(output);
      output.complete();
    }
  }

  @Test
  void anExportThatWasNotPrunedRunsEverywhere() {
    assertEquals("Sotto, transformers.js 4, Optimum, transformers.js 3", runners(read(dense)));
  }

  @Test
  void uniformHeadsThatDivideTheWidthRunEverywhere() {
    assertEquals(
        "Sotto, transformers.js 4, Optimum, transformers.js 3",
        runners(pruned(HeadMode.UNIFORM, any -> true, 2)));
  }

  @Test
  void uniformHeadsThatDoNotDivideTheWidthStopTransformersJs3() {
    WhisperModel five = pruned(HeadMode.UNIFORM, any -> true, 1);
    assertEquals("Sotto, transformers.js 4, Optimum", runners(five));
    assertTrue(
        new TransformersJs3Runner("", "")
            .obstacle(five)
            .orElseThrow()
            .contains("divides d_model 48"));
  }

  @Test
  void portableHeadsOfTwoNumbersRunEverywhere() {
    WhisperModel both = pruned(HeadMode.PORTABLE, block -> block.id().stack() == Stack.DECODER, 2);
    assertEquals("Sotto, transformers.js 4, Optimum, transformers.js 3", runners(both));
  }

  @Test
  void portablePlansThatDoNotDivideTheWidthAreRefused() {
    SottoException e =
        assertThrows(SottoException.class, () -> pruned(HeadMode.PORTABLE, any -> true, 1));
    assertTrue(e.getMessage().contains("does not divide d_model 48"), e::getMessage);
  }

  @Test
  void portableHeadsKeepTheNextNumberThatDividesTheWidth() {
    assertEquals(6, HeadMode.PORTABLE.keeping(5, 6, 384));
    assertEquals(4, HeadMode.PORTABLE.keeping(4, 6, 384));
    assertEquals(8, HeadMode.PORTABLE.keeping(5, 8, 512));
    // Five heads of 384 are none to keep: the next number below is.
    assertEquals(4, HeadMode.PORTABLE.keeping(5, 5, 384));
    assertEquals(5, HeadMode.UNIFORM.keeping(5, 6, 384));
  }

  @Test
  void unevenHeadsInTheEncoderAloneRunEverywhere() {
    WhisperModel uneven =
        pruned(
            HeadMode.FREE,
            block -> block.id().stack() == Stack.ENCODER && block.id().layer() == 0,
            1);
    assertEquals("Sotto, transformers.js 4, Optimum, transformers.js 3", runners(uneven));
  }

  @Test
  void unevenHeadsInTheDecoderRunWhereDeclaredShapesAreRead() {
    WhisperModel uneven = pruned(HeadMode.FREE, block -> block.id().layer() == 0, 1);
    assertEquals("Sotto, transformers.js 4", runners(uneven));
    String rule = new OptimumRunner("", "").obstacle(uneven).orElseThrow();
    assertTrue(rule.contains("past_key_values.0.decoder.key has 5 of 8"), rule);
  }

  private static String runners(WhisperModel model) {
    return Runner.ALL.stream()
        .filter(runner -> runner.obstacle(model).isEmpty())
        .map(Runner::name)
        .collect(Collectors.joining(", "));
  }

  private static WhisperModel read(Path export) {
    return Exports.open(export).read();
  }

  /** Without the first {@code count} heads of the attentions that are {@code chosen}. */
  private WhisperModel pruned(HeadMode mode, Predicate<Block> chosen, int count) {
    WhisperModel model = read(dense);
    Map<String, List<Integer>> removed = new LinkedHashMap<>();
    model.blocks().stream()
        .filter(block -> block.id().kind().isAttention())
        .filter(chosen)
        .forEach(
            block -> removed.put(block.id().name(), IntStream.range(0, count).boxed().toList()));
    Plan plan = new Plan(ExportRewriter.identities(model), mode, Map.of(), removed, Map.of());
    try (OutputFolder output = OutputFolder.create(folder.resolve("pruned"), false)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    return read(folder.resolve("pruned"));
  }
}
