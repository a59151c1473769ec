package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.proximal.SparseGroupLasso;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupLassoTest {
  @TempDir Path folder;

  /** A step barely weaker leaves something of the group, one barely stronger nothing. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.5, 0.95})
  void theStrengthIsWhereTheProximalStepTakesTheWholeGroup(double alpha) {
    Random random = new Random(3);
    for (int trial = 0; trial < 200; trial++) {
      double[] weights = new double[1 + random.nextInt(40)];
      Arrays.setAll(
          weights, i -> random.nextInt(4) == 0 ? 0 : random.nextGaussian() * Math.exp(i % 7));
      double[] magnitudes = Arrays.stream(weights).map(Math::abs).toArray();
      double strength = GroupLasso.strength(magnitudes, alpha);
      if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
        assertEquals(0, strength);
        continue;
      }
      assertTrue(left(weights, alpha, 0.9999 * strength) > 0, "trial " + trial);
      assertEquals(0, left(weights, alpha, 1.0001 * strength), "trial " + trial);
    }
  }

  private static double left(double[] weights, double alpha, double strength) {
    double[] metric = new double[weights.length];
    Arrays.fill(metric, 1);
    return SparseGroupLasso.prox(
        weights.clone(),
        metric,
        0,
        weights.length,
        alpha * strength,
        (1 - alpha) * strength * Math.sqrt(weights.length));
  }

  @Test
  void withoutTheElementsPartItIsTheRootMeanSquare() {
    assertEquals(Math.sqrt((9 + 16) / 3.0), GroupLasso.strength(new double[] {3, 4, 0}, 0), 1e-12);
    assertEquals(0, GroupLasso.strength(new double[3], 0.5));
  }

  @Test
  void ofEqualNormsTheGroupWithAFewLargeWeightsStaysLonger() {
    double few = GroupLasso.strength(new double[] {2, 0, 0, 0}, 0.5);
    double many = GroupLasso.strength(new double[] {1, 1, 1, 1}, 0.5);
    assertTrue(few > many, few + " > " + many);
  }

  /** Heads and units, from weights in whatever form they are stored. */
  @Test
  void aGroupIsAllThatLeavesWithIt() {
    WhisperModel model = Exports.open(Fixtures.folder(Fixtures.REFERENCE, true, folder)).read();
    GroupScores scores = new GroupLasso().score(SaliencyContext.of(model));
    var parameters = dev.sotto.compressor.train.weights.Parameters.of(model);
    for (Block block : model.blocks()) {
      var groups = dev.sotto.compressor.train.weights.BlockGroups.of(block, parameters);
      double[] expected = new double[block.groups()];
      for (int group = 0; group < expected.length; group++) {
        int here = group;
        double[] magnitudes = new double[(int) groups.elements()];
        int[] filled = new int[1];
        groups
            .places()
            .slices()
            .forEach(
                slice ->
                    groups
                        .places()
                        .visit(
                            slice,
                            (first, length, of, step, place) -> {
                              for (int k = 0; k < length; k++) {
                                if (of + k * step == here) {
                                  magnitudes[filled[0]++] =
                                      Math.abs(
                                          parameters.get(slice.role()).floats().get(first + k));
                                }
                              }
                            }));
        assertEquals(magnitudes.length, filled[0]);
        expected[group] = GroupLasso.strength(magnitudes, GroupLasso.ALPHA);
      }
      assertArrayEquals(expected, scores.of(block.id().name()), 1e-9, block.id().name());
    }
  }
}
