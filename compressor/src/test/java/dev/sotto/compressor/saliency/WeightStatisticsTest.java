package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.LogicalWeight;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightStatisticsTest {
  @TempDir Path folder;
  private WhisperModel model;

  @BeforeEach
  void readTheReferenceExport() {
    model = Exports.open(Fixtures.folder(Fixtures.REFERENCE, true, folder)).read();
  }

  /** The formula written out for the units of the encoder's feed-forward networks. */
  @Test
  void scoresUnitsAsTheFormulaSays() {
    List<double[]> fc1 = new ArrayList<>();
    List<double[]> fc2 = new ArrayList<>();
    for (int layer = 0; layer < 2; layer++) {
      String prefix = "encoder.layers." + layer + ".";
      float[][] in = matrix(prefix + "fc1.weight");
      float[][] out = matrix(prefix + "fc2.weight");
      float[] bias = matrix(prefix + "fc1.bias")[0];
      double[] rows = new double[64];
      double[] columns = new double[64];
      for (int unit = 0; unit < 64; unit++) {
        double row = (double) bias[unit] * bias[unit];
        double column = 0;
        for (int d = 0; d < 32; d++) {
          row += (double) in[unit][d] * in[unit][d];
          column += (double) out[d][unit] * out[d][unit];
        }
        rows[unit] = Math.sqrt(row / 33);
        columns[unit] = Math.sqrt(column / 32);
      }
      fc1.add(rows);
      fc2.add(columns);
    }
    GroupScores scores = new WeightStatistics().score(SaliencyContext.of(model));
    for (int layer = 0; layer < 2; layer++) {
      double[] found = scores.of("encoder.layers." + layer + ".ffn");
      for (int unit = 0; unit < 64; unit++) {
        double expected =
            (standardised(fc1, fc1.get(layer)[unit]) + standardised(fc2, fc2.get(layer)[unit])) / 2;
        assertEquals(expected, found[unit], 1e-9);
      }
    }
  }

  @Test
  void theThresholdOfTheSecondPassIsAMultipleOfWhatIsLeft() {
    Map<String, List<Integer>> removed = Map.of("decoder.layers.1.ffn", List.of(0, 5, 63));
    ElementThresholds thresholds = new ElementThresholds(model, removed);
    float[][] weights = matrix("decoder.layers.1.fc2.weight");
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (float[] row : weights) {
      for (int unit = 0; unit < 64; unit++) {
        if (unit != 0 && unit != 5 && unit != 63) {
          sum += row[unit];
          squares += (double) row[unit] * row[unit];
          count++;
        }
      }
    }
    double deviation = Math.sqrt(squares / count - sum / count * sum / count);
    assertEquals(
        0.3 * deviation, thresholds.thresholds(0.3).get("decoder.layers.1.fc2.weight"), 1e-9);
    assertTrue(thresholds.thresholds(0).isEmpty());
    assertEquals(thresholds.elements(), thresholds.zeroed(1000));
  }

  @Test
  void aWeightThatIsNotFiniteIsReportedInsteadOfScored() {
    LogicalWeight weight = model.weight("encoder.layers.0.fc1.weight").orElseThrow();
    Tensor tensor = weight.first().tensor();
    float[] broken = new float[(int) tensor.elements()];
    broken[17] = Float.NaN;
    weight
        .first()
        .owner()
        .putInitializer(tensor.withData(tensor.shape(), TensorData.ofFloats(broken)));
    SottoException e =
        assertThrows(
            SottoException.class, () -> new WeightStatistics().score(SaliencyContext.of(model)));
    assertTrue(e.getMessage().contains("encoder.layers.0.fc1.weight"), e::getMessage);
  }

  /** A role in its logical form [out, in], or a vector in one row. */
  private float[][] matrix(String role) {
    LogicalWeight weight = model.weight(role).orElseThrow();
    Tensor tensor = weight.first().tensor();
    FloatBuffer elements = tensor.bytes().asFloatBuffer();
    if (tensor.rank() == 1) {
      float[] vector = new float[elements.remaining()];
      elements.get(vector);
      return new float[][] {vector};
    }
    int rows = (int) tensor.shape()[0];
    int columns = (int) tensor.shape()[1];
    boolean transposed = weight.first().form().transposed();
    float[][] matrix = transposed ? new float[columns][rows] : new float[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix[transposed ? column : row][transposed ? row : column] = elements.get();
      }
    }
    return matrix;
  }

  private static double standardised(List<double[]> family, double value) {
    double[] all = family.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    double mean = java.util.Arrays.stream(all).average().orElseThrow();
    double variance =
        java.util.Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    return (value - mean) / Math.sqrt(variance);
  }
}
