package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.StoredForm;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Part;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Power iteration against Jacobi's rotations. */
class SpectralNormTest {
  private static final long SEED = 7;

  private static LogicalWeight weight(double[][] stored) {
    float[] flat = new float[stored.length * stored[0].length];
    for (int r = 0; r < stored.length; r++) {
      for (int c = 0; c < stored[0].length; c++) {
        flat[r * stored[0].length + c] = (float) stored[r][c];
      }
    }
    return weight(
        new Tensor(
            "w",
            ElementType.FLOAT,
            new long[] {stored.length, stored[0].length},
            TensorData.ofFloats(flat)));
  }

  private static LogicalWeight weight(Tensor tensor) {
    Graph graph = new Graph("g", null);
    graph.putInitializer(tensor);
    Node node = new Node("", "", "MatMul", List.of("x", tensor.name()), List.of("y"), Map.of());
    graph.nodes().add(node);
    return new LogicalWeight(
        "layer.weight",
        List.of(
            new WeightSite(
                Part.ENCODER, new Scope.Use(graph, node, 1), StoredForm.whole(tensor, true))));
  }

  private static double[][] random(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int c = 0; c < columns; c++) {
        row[c] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({"40, 40, 1", "17, 60, 2", "60, 17, 3", "1, 9, 4", "9, 1, 5"})
  void isTheLargestSingularValue(int rows, int columns, long seed) {
    double[][] matrix = random(rows, columns, seed);
    SpectralNorm found = SpectralNorm.of(weight(matrix), SEED);
    double expected = NaiveAlgebra.largestSingularValue(matrix);
    assertTrue(found.converged());
    assertEquals(expected, found.value(), 1e-6 * expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void doesNotDependOnTheStart(long seed) {
    double[][] matrix = random(30, 50, 8);
    double expected = NaiveAlgebra.largestSingularValue(matrix);
    assertEquals(expected, SpectralNorm.of(weight(matrix), seed).value(), 1e-6 * expected);
  }

  @Test
  void singularValuesThatAreEqualOrNoneAreNoTrouble() {
    double[][] identity = new double[5][5];
    for (int i = 0; i < 5; i++) {
      identity[i][i] = -3;
    }
    assertEquals(3, SpectralNorm.of(weight(identity), SEED).value(), 1e-9);
    assertEquals(0, SpectralNorm.of(weight(new double[4][3]), SEED).value());
    double[][] oneDirection = {{3, 4}, {6, 8}, {0, 0}};
    assertEquals(Math.sqrt(125), SpectralNorm.of(weight(oneDirection), SEED).value(), 1e-9);
  }

  @Test
  void weightsThatAreNoFloatsOrNoNumbersAreRefused() {
    Tensor integers =
        Tensor.ofLongs("w", 1, 2).withData(new long[] {1, 2}, TensorData.ofLongs(1, 2));
    SottoException other =
        assertThrows(SottoException.class, () -> SpectralNorm.of(weight(integers), SEED));
    assertTrue(other.getMessage().contains("expected float32"), other.getMessage());
    LogicalWeight broken = weight(new double[][] {{1, Double.NaN}});
    SottoException none = assertThrows(SottoException.class, () -> SpectralNorm.of(broken, SEED));
    assertTrue(none.getMessage().contains("not a finite number"), none.getMessage());
  }

  /** The layer of the model that takes the most steps. */
  @Test
  void agreesOnALayerWhoseLargestSingularValuesLieCloseTogether() {
    String role = "encoder.layers.1.self_attn.k_proj.weight";
    WhisperModel model = Exports.open(SharedFiles.shared("models/tiny.en")).read();
    LogicalWeight weight = model.weight(role).orElseThrow();
    long[] shape = weight.first().tensor().shape();
    FloatBuffer elements = weight.first().tensor().bytes().asFloatBuffer();
    double[][] matrix = new double[(int) shape[0]][(int) shape[1]];
    for (double[] row : matrix) {
      for (int c = 0; c < row.length; c++) {
        row[c] = elements.get();
      }
    }
    double expected = NaiveAlgebra.largestSingularValue(matrix);
    assertEquals(expected, SpectralNorm.of(weight, SEED).value(), 1e-5 * expected);
  }
}
