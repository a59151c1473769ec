package dev.sotto.eval.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sizes of all blocks against the graphs, which know nothing of blocks. */
class BlockFlopsTest {
  private static final long PROMPT = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models/tiny.en",
        "fixtures/a01-optimum-op18",
        "fixtures/a10-pruned-uniform",
        "fixtures/a11-pruned-free"
      })
  void blocksConvolutionsAndLogitsAreAllThatTheGraphsCompute(String name) {
    ExportFolder export = Exports.open(SharedFiles.shared(name));
    WhisperModel model = export.read();
    WhisperConfig config = model.config();
    Flops graphs = WhisperCost.of(export).flops();
    long width = config.modelDim();
    long frames = config.maxSourcePositions();
    long convolutions = 2 * 3 * width * (2 * frames * config.melBins() + frames * width);
    long logits = 2 * width * config.vocabularySize();
    assertEquals(graphs.encoder(), sum(model, Flops::encoder) + convolutions);
    assertEquals(graphs.crossKeyValue(), sum(model, Flops::crossKeyValue));
    assertEquals(graphs.prefill(), sum(model, Flops::prefill) + PROMPT * logits);
    assertEquals(graphs.perToken(), sum(model, Flops::perToken) + logits);
    assertEquals(
        graphs.standard(), sum(model, Flops::standard) + convolutions + 34 * logits, "standard");
  }

  private static long sum(WhisperModel model, ToLongFunction<Flops> part) {
    return model.blocks().stream().map(block -> BlockFlops.of(model, block)).mapToLong(part).sum();
  }

  @Test
  void anEncoderBlockCostsNothingInTheDecoder() {
    Path tiny = SharedFiles.shared("models/tiny.en");
    WhisperModel model = Exports.open(tiny).read();
    model.blocks().stream()
        .filter(block -> block.id().stack() == Stack.ENCODER)
        .map(block -> BlockFlops.of(model, block))
        .forEach(flops -> assertEquals(flops.standard(), flops.encoder()));
  }
}
