package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.GenerationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigRewriteTest {
  private static final String GENERATION =
      """
      { "decoder_start_token_id": 151, "eos_token_id": 150, "alignment_heads": %s, "kept": true }
      """;

  @TempDir Path folder;
  private List<String> warnings;

  @Test
  void alignmentHeadsFollowTheHeadsThatStay() throws IOException {
    Path out =
        apply(
            "[[0, 1], [1, 0], [1, 2], [1, 3]]",
            HeadMode.FREE,
            Map.of("decoder.layers.1.encoder_attn", List.of(0, 1)));
    ObjectNode json = JsonFiles.readObject(out.resolve(GenerationConfig.FILE_NAME));
    assertEquals("[[0,1],[1,0],[1,1]]", json.get("alignment_heads").toString());
    assertTrue(json.get("kept").booleanValue());
    assertTrue(
        warnings.stream().anyMatch(line -> line.startsWith("1 of 4 alignment heads")),
        warnings::toString);
  }

  @Test
  void alignmentHeadsThatAllLeaveAreDroppedWithAWarning() throws IOException {
    Path out =
        apply("[[1, 3]]", HeadMode.FREE, Map.of("decoder.layers.1.encoder_attn", List.of(3)));
    assertFalse(
        JsonFiles.readObject(out.resolve(GenerationConfig.FILE_NAME)).has("alignment_heads"));
    assertTrue(warnings.stream().anyMatch(line -> line.contains("impossible")), warnings::toString);
  }

  @Test
  void headsAndWidthsThatLayersShareAreStatedForTheStack() throws IOException {
    Path out =
        apply(
            "[]",
            HeadMode.UNIFORM,
            Map.of(
                "encoder.layers.0.self_attn", List.of(1),
                "encoder.layers.1.self_attn", List.of(3),
                "encoder.layers.0.ffn", List.of(0, 1),
                "decoder.layers.0.ffn", List.of(5),
                "decoder.layers.1.ffn", List.of(6)));
    ObjectNode json = JsonFiles.readObject(out.resolve("config.json"));
    assertEquals(3, json.get("encoder_attention_heads").intValue());
    assertEquals(4, json.get("decoder_attention_heads").intValue());
    assertEquals(64, json.get("encoder_ffn_dim").intValue(), "layers differ, so it stays");
    assertEquals(63, json.get("decoder_ffn_dim").intValue());
    assertEquals(62, json.get("sotto").get("groups").get("encoder.layers.0.ffn").intValue());
    assertEquals(8, json.get("sotto").get("head_dim").intValue());
  }

  private Path apply(String alignment, HeadMode mode, Map<String, List<Integer>> remove)
      throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Files.writeString(dense.resolve(GenerationConfig.FILE_NAME), GENERATION.formatted(alignment));
    WhisperModel model = Exports.open(dense).read();
    Plan plan = new Plan(ExportRewriter.identities(model), mode, Map.of(), remove, Map.of());
    try (OutputFolder output = OutputFolder.create(folder.resolve("out"), false)) {
      warnings = ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    return folder.resolve("out");
  }
}
