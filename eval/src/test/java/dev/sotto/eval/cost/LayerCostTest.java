package dev.sotto.eval.cost;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerCostTest {
  private static final long WIDTH = 384;
  private static final long UNITS = 1536;
  private static final long FRAMES = 1500;
  private static final long MELS = 80;
  private static final long KERNEL = 3;

  @Test
  void layersOfTinyEnHoldAndCostWhatTheirShapesSay() {
    ExportFolder export = Exports.open(shared("models/tiny.en"));
    List<LayerCost> layers = LayerCost.of(export.read());
    assertEquals(8, layers.size());
    // Keys have no bias.
    long attention = 4 * WIDTH * WIDTH + 3 * WIDTH;
    long feedForward = 2 * WIDTH * UNITS + UNITS + WIDTH;
    long norm = 2 * WIDTH;
    assertEquals(attention + feedForward + 2 * norm, layers.get(0).parameters());
    assertEquals(2 * attention + feedForward + 3 * norm, layers.get(7).parameters());
    long convolutions = 2 * KERNEL * WIDTH * (2 * FRAMES * MELS + FRAMES * WIDTH);
    long inLayers =
        layers.stream()
            .filter(layer -> layer.stack() == Stack.ENCODER)
            .mapToLong(layer -> layer.flops().standard())
            .sum();
    assertEquals(WhisperCost.of(export).flops().encoder(), inLayers + convolutions);
  }
}
