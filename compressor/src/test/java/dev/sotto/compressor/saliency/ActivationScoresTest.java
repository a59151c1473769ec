package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wanda and FLAP against their formulas, written out over the rows that the moments are of. */
class ActivationScoresTest {
  @TempDir Path folder;
  private ExportFolder export;
  private WhisperModel model;

  @BeforeEach
  void read() {
    export = Listening.export(folder.resolve("model"));
    model = export.read();
  }

  private SaliencyContext context() {
    return Listening.context(model, export, folder);
  }

  @Test
  void wandaIsWeightTimesActivationOverTheMeanOfItsBlock() {
    GroupScores scores = new Wanda().score(context());
    for (Block block : model.blocks()) {
      double[] expected = new double[block.groups()];
      double[][] rows = Listening.rows(block);
      for (int column = 0; column < rows[0].length; column++) {
        double activation = 0;
        for (double[] row : rows) {
          activation += row[column] * row[column];
        }
        double product = Math.sqrt(activation) * Math.sqrt(columnSquare(block, column));
        expected[column / block.groupSize()] += product * product;
      }
      expected = Arrays.stream(expected).map(Math::sqrt).toArray();
      double mean = Arrays.stream(expected).average().orElseThrow();
      double[] shares = Arrays.stream(expected).map(norm -> norm / mean).toArray();
      assertArrayEquals(shares, scores.of(block.id().name()), 1e-9, block.id().name());
    }
  }

  @Test
  void flapIsTheFluctuationStandardisedWithinItsBlock() {
    GroupScores scores = new Flap().score(context());
    for (Block block : model.blocks()) {
      double[] raw = new double[block.groups()];
      double[][] rows = Listening.rows(block);
      for (int column = 0; column < rows[0].length; column++) {
        int channel = column;
        double mean = Arrays.stream(rows).mapToDouble(row -> row[channel]).average().orElseThrow();
        double variance =
            Arrays.stream(rows)
                .mapToDouble(row -> Math.pow(row[channel] - mean, 2))
                .average()
                .orElseThrow();
        raw[column / block.groupSize()] += variance * columnSquare(block, column);
      }
      double mean = Arrays.stream(raw).average().orElseThrow();
      double deviation =
          Math.sqrt(Arrays.stream(raw).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
      double[] expected = Arrays.stream(raw).map(x -> (x - mean) / deviation).toArray();
      assertArrayEquals(expected, scores.of(block.id().name()), 1e-8, block.id().name());
    }
  }

  @Test
  void aUnitOfZerosIsBelowAllOthersAndMovesNone() {
    Block block = model.block("decoder.layers.1.ffn").orElseThrow();
    double[] wanda = new Wanda().score(context()).of(block.id().name());
    zeroColumn("decoder.layers.1.fc2.weight", 5);
    GroupScores zeroed = new Wanda().score(context());
    assertEquals(0, zeroed.of(block.id().name())[5]);
    assertEquals(zeroed.zero(), zeroed.lowest());
    assertEquals(
        wanda[7] / wanda[6],
        zeroed.of(block.id().name())[7] / zeroed.of(block.id().name())[6],
        1e-9);
    GroupScores flap = new Flap().score(context());
    assertEquals(flap.zero(), flap.of(block.id().name())[5]);
    assertEquals(flap.zero(), flap.lowest());
    long lowest =
        model.blocks().stream()
            .flatMapToDouble(any -> Arrays.stream(flap.of(any.id().name())))
            .filter(score -> score < flap.zero() + 0.5)
            .count();
    assertEquals(1, lowest);
  }

  /** The sum of squares of a column of the output projection. */
  private double columnSquare(Block block, int column) {
    String role =
        block.id().role(block.id().kind().isAttention() ? "out_proj.weight" : "fc2.weight");
    Parameter weight = Parameters.of(model).get(role);
    int columns = (int) weight.shape()[1];
    double square = 0;
    for (int row = 0; row < weight.shape()[0]; row++) {
      square += Math.pow(weight.floats().get(row * columns + column), 2);
    }
    return square;
  }

  private void zeroColumn(String role, int column) {
    List<Tensor> done = new ArrayList<>();
    for (WeightSite site : model.weight(role).orElseThrow().sites()) {
      Tensor tensor = site.tensor();
      if (done.contains(tensor)) {
        continue;
      }
      int rows = (int) tensor.shape()[0];
      int columns = (int) tensor.shape()[1];
      assertTrue(site.form().transposed(), role);
      float[] values = new float[rows * columns];
      tensor.bytes().asFloatBuffer().get(values);
      Arrays.fill(values, column * columns, (column + 1) * columns, 0);
      Tensor edited = tensor.withData(tensor.shape(), TensorData.ofFloats(values));
      site.owner().putInitializer(edited);
      done.add(edited);
    }
  }
}
