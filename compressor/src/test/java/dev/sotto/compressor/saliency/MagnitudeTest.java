package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MagnitudeTest {
  @TempDir Path folder;

  /** The norm written out for one unit: a row of fc1, its bias, a column of fc2. */
  @Test
  void theScoreOfAUnitIsTheRootMeanSquareOfAllItsWeights() {
    WhisperModel model = Exports.open(Fixtures.folder(Fixtures.REFERENCE, true, folder)).read();
    double[] scores = new Magnitude().score(SaliencyContext.of(model)).of("decoder.layers.1.ffn");
    for (int unit = 0; unit < 64; unit++) {
      double squares = square(model, "decoder.layers.1.fc1.bias", unit, 0, 1);
      for (int d = 0; d < 32; d++) {
        squares += square(model, "decoder.layers.1.fc1.weight", unit, d, 32);
        squares += square(model, "decoder.layers.1.fc2.weight", d, unit, 64);
      }
      assertEquals(Math.sqrt(squares / 65), scores[unit], 1e-9);
    }
  }

  /** Of the element at a logical row and column. */
  private static double square(WhisperModel model, String role, int row, int column, int columns) {
    LogicalWeight weight = model.weight(role).orElseThrow();
    Tensor tensor = weight.first().tensor();
    FloatBuffer elements = tensor.bytes().asFloatBuffer();
    boolean transposed = tensor.shape().length == 2 && weight.first().form().transposed();
    int rows = (int) (tensor.elements() / columns);
    double value = elements.get(transposed ? column * rows + row : row * columns + column);
    return value * value;
  }
}
