package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.PrunableBlock;
import dev.sotto.models.whisper.WhisperModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimumLayoutTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "a03-optimum-op20",
        "a04-optimum-untied",
        "a05-optimum-nopast",
        "a06-optimum-eager",
        "a08-optimum-cross-attentions",
        "b01-optimum1.13-bmm",
        "b02-optimum1.21-cache-position",
        "b03-optimum1.26-sdpa-scale",
        "f06-external-data",
      })
  void findsEveryHeadUnitAndWeightOfEveryGenerationOfTheExporter(String name) {
    WhisperModel model =
        OptimumLayout.read(ExportFolder.open(Fixtures.folder(name, folder.resolve(name))));
    assertEquals(
        List.of(
            "encoder.layers.0.self_attn 4x8",
            "encoder.layers.0.ffn 64x1",
            "encoder.layers.1.self_attn 4x8",
            "encoder.layers.1.ffn 64x1",
            "decoder.layers.0.self_attn 4x8",
            "decoder.layers.0.encoder_attn 4x8",
            "decoder.layers.0.ffn 64x1",
            "decoder.layers.1.self_attn 4x8",
            "decoder.layers.1.encoder_attn 4x8",
            "decoder.layers.1.ffn 64x1"),
        model.blocks().stream().map(OptimumLayoutTest::describe).toList());
    assertEquals(63_872 - 60 * 32, model.parameters(), "all parameters but the fixed positions");
  }

  private static String describe(PrunableBlock block) {
    return block.block() + " " + block.groups() + "x" + block.groupSize();
  }

  @Test
  void readsHeadCountsThatDifferFromLayerToLayer() {
    WhisperModel model =
        OptimumLayout.read(ExportFolder.open(SharedFiles.shared("fixtures/a11-pruned-free")));
    assertEquals(3, model.block("encoder.layers.0.self_attn").orElseThrow().groups());
    assertEquals(4, model.block("encoder.layers.1.self_attn").orElseThrow().groups());
    assertEquals(60, model.block("encoder.layers.1.ffn").orElseThrow().groups());
    assertEquals(3, model.block("decoder.layers.1.encoder_attn").orElseThrow().groups());
  }

  @Test
  void findsARealModelWithAllItsParameters() {
    WhisperModel model =
        OptimumLayout.read(ExportFolder.open(SharedFiles.shared("models/tiny.en")));
    // Counted by hand from config.json: embedding, decoder positions, convolutions, 4 + 4 layers,
    // two closing norms.
    assertEquals(37_184_256, model.parameters());
    assertEquals(20, model.blocks().size());
  }
}
