package dev.sotto.models.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.weights.BlockElements.Values;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockElementsTest {
  private static final BlockId FFN =
      new BlockId(BlockId.Stack.ENCODER, 0, BlockId.Kind.FEED_FORWARD);

  @Test
  void aUnitIsARowAnElementAndAColumn() {
    Map<String, long[]> shapes =
        Map.of(
            FFN.role("fc1.weight"), new long[] {7, 5},
            FFN.role("fc1.bias"), new long[] {7},
            FFN.role("fc2.weight"), new long[] {5, 7});
    Block block = new Block(FFN, 7, 1, Block.ofUnits(FFN));
    BlockElements elements = BlockElements.of(block, role -> Optional.ofNullable(shapes.get(role)));
    assertEquals(5 + 1 + 5, elements.perGroup());
    assertEquals(
        List.of(
            new Slice(FFN.role("fc1.weight"), true, 7, 5),
            new Slice(FFN.role("fc1.bias"), true, 7, 1),
            new Slice(FFN.role("fc2.weight"), false, 5, 7)),
        elements.slices());
    BlockElements noBias =
        BlockElements.of(
            block, role -> Optional.ofNullable(role.endsWith("bias") ? null : shapes.get(role)));
    assertEquals(5 + 5, noBias.perGroup());
  }

  @ParameterizedTest
  @CsvSource({"true, 3, 4, 5", "false, 3, 4, 5", "true, 9, 1, 4", "false, 9, 1, 4"})
  void everyElementIsVisitedOnceInItsGroupAndPlace(boolean byRow, int groups, int size, int depth) {
    BlockElements elements = elements(byRow, groups, size, depth);
    Slice slice = elements.slices().get(0);
    for (int from = 0; from < groups; from++) {
      for (int count = 1; count <= groups - from; count++) {
        int[] found = new int[slice.elements()];
        Arrays.fill(found, -1);
        int perGroup = elements.perGroup();
        elements.visit(
            slice,
            from,
            count,
            (first, length, group, step, place) -> {
              for (int k = 0; k < length; k++) {
                int of = group + k * step;
                assertEquals(-1, found[first + k]);
                found[first + k] = of * perGroup + place + (step == 0 ? k : 0);
              }
            });
        assertArrayEquals(expected(slice, size, from, count), found);
      }
    }
  }

  /** Each element's number within its group, counted in the order of the elements. */
  private static int[] expected(Slice slice, int size, int from, int count) {
    int perGroup = size * (slice.byRow() ? slice.columns() : slice.rows());
    int[] seen = new int[1000];
    int[] expected = new int[slice.elements()];
    for (int i = 0; i < expected.length; i++) {
      int group = (slice.byRow() ? i / slice.columns() : i % slice.columns()) / size;
      expected[i] = group >= from && group < from + count ? group * perGroup + seen[group]++ : -1;
    }
    return expected;
  }

  private static BlockElements elements(boolean byRow, int groups, int size, int depth) {
    int width = groups * size;
    Slice slice = byRow ? new Slice("w", true, width, depth) : new Slice("w", false, depth, width);
    return new BlockElements(groups, size, List.of(slice));
  }

  @ParameterizedTest
  @CsvSource({"true, 3, 4, 5", "false, 3, 4, 5", "true, 9, 1, 4", "false, 9, 1, 4"})
  void squaresAreSummedInTheOrderOfTheElements(boolean byRow, int groups, int size, int depth) {
    BlockElements elements = elements(byRow, groups, size, depth);
    Slice slice = elements.slices().get(0);
    Random random = new Random(3);
    float[] values = new float[slice.elements()];
    double[] expected = new double[groups];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      double value = values[i];
      expected[(byRow ? i / slice.columns() : i % slice.columns()) / size] += value * value;
    }
    double[] sums = new double[groups];
    elements.addSquares(slice, Values.of(FloatBuffer.wrap(values)), sums);
    // To the last bit.
    assertArrayEquals(expected, sums, 0);
    assertTrue(sums[0] > 0);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Slice rows = new Slice("fc1", true, 6, 2);
    assertThrows(IllegalArgumentException.class, () -> new BlockElements(5, 1, List.of(rows)));
    assertThrows(IllegalArgumentException.class, () -> new BlockElements(6, 1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new BlockElements(0, 1, List.of(rows)));
  }
}
