package dev.sotto.eval.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.optimum.OptimumLayout;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecoderCallTest {
  private final Path export = SharedFiles.shared("fixtures/b02-optimum1.21-cache-position");
  private final WhisperConfig config = WhisperConfig.read(export);
  private final OnnxModel decoder = OnnxModel.read(export.resolve("decoder_model_merged.onnx"));

  @Test
  void feedsOneTokenBehindThePast() {
    Map<String, ShapedValue> inputs =
        new DecoderCall(1, 7, 60).inputs(decoder, new OptimumLayout(), config);
    assertArrayEquals(new long[] {1, 1}, inputs.get("input_ids").shape());
    assertArrayEquals(new long[] {7}, inputs.get("cache_position").values().orElseThrow());
    assertArrayEquals(new long[] {1}, inputs.get("use_cache_branch").values().orElseThrow());
    assertArrayEquals(new long[] {1, 4, 7, 8}, inputs.get("past_key_values.0.decoder.key").shape());
    assertArrayEquals(
        new long[] {1, 4, 60, 8}, inputs.get("past_key_values.1.encoder.value").shape());
  }

  @Test
  void takesHeadsFromTheConfigurationWhereTheGraphDeclaresNone() {
    List<ValueInfo> declared = decoder.graph().inputs();
    declared.replaceAll(
        input ->
            input.name().startsWith("past")
                ? input
                    .withDim(1, new ValueInfo.Dim.Symbol("heads"))
                    .withDim(3, new ValueInfo.Dim.Symbol(""))
                : input);
    Map<String, ShapedValue> inputs =
        new DecoderCall(1, 7, 60).inputs(decoder, new OptimumLayout(), config);
    assertArrayEquals(new long[] {1, 4, 7, 8}, inputs.get("past_key_values.0.decoder.key").shape());
  }

  @Test
  void rejectsAnInputThatNoWhisperHas() {
    decoder.graph().inputs().add(new ValueInfo("beam_idx", Optional.empty(), Optional.empty()));
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> new DecoderCall(1, 7, 60).inputs(decoder, new OptimumLayout(), config));
    assertTrue(e.getMessage().contains("beam_idx"), e::getMessage);
  }
}
