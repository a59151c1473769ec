package dev.sotto.compressor.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrainSurgeonTest {
  private static final double DAMPING = 1e-2;

  /**
   * The best projection without some groups by descent along each of its numbers in turn, which
   * knows nothing of inverses.
   */
  private static OutputProjection byDescent(RandomProjection random, List<Integer> removed) {
    OutputProjection found = random.projection().without(removed);
    int size = random.projection().block().groupSize();
    BitSet gone = new BitSet();
    removed.forEach(group -> gone.set(group * size, (group + 1) * size));
    double ridge = random.ridge(DAMPING);
    int n = found.inputs();
    for (int output = 0; output < found.outputs(); output++) {
      double[] residual = new double[random.inputs().length];
      for (int row = 0; row < residual.length; row++) {
        for (int j = 0; j < n; j++) {
          residual[row] +=
              (random.projection().rows()[j][output] - found.rows()[j][output])
                  * random.inputs()[row][j];
        }
      }
      for (int sweep = 0; sweep < 20_000; sweep++) {
        for (int j = 0; j <= n; j++) {
          if (gone.get(j) && j < n) {
            continue;
          }
          double own = j < n ? ridge : 0;
          double slope = own * (random.projection().rows()[j][output] - found.rows()[j][output]);
          double curvature = own;
          for (int row = 0; row < residual.length; row++) {
            double x = j < n ? random.inputs()[row][j] : 1;
            slope += residual[row] * x / residual.length;
            curvature += x * x / residual.length;
          }
          double step = slope / curvature;
          found.rows()[j][output] += step;
          for (int row = 0; row < residual.length; row++) {
            residual[row] -= step * (j < n ? random.inputs()[row][j] : 1);
          }
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"6,1", "4,2"})
  void whatStaysIsTheBestThereIs(int groups, int size) {
    RandomProjection random = RandomProjection.of(groups, size, 3, 40, 7);
    List<Integer> removed = List.of(1, 3);
    OutputProjection found =
        LeastSquares.solve(random.projection(), random.moments(), removed, DAMPING);
    OutputProjection best = byDescent(random, removed);
    for (int j = 0; j <= found.inputs(); j++) {
      assertArrayEquals(best.rows()[j], found.rows()[j], 1e-6, "input " + j);
    }
  }

  @ParameterizedTest
  @CsvSource({"9,1,11", "5,3,12", "12,1,13", "4,4,14"})
  void theGroupThatLeavesIsTheOneWhoseBestRepairLosesLeast(int groups, int size, long seed) {
    RandomProjection random = RandomProjection.of(groups, size, 4, 60, seed);
    BrainSurgeon surgeon = new BrainSurgeon(random.projection(), random.moments(), DAMPING);
    surgeon.removeCheapest(groups - 1);
    List<Integer> gone = new ArrayList<>();
    double lost = 0;
    for (int step = 0; step < groups - 1; step++) {
      double[] objectives =
          IntStream.range(0, groups)
              .mapToDouble(
                  group -> {
                    if (gone.contains(group)) {
                      return Double.POSITIVE_INFINITY;
                    }
                    List<Integer> tried = new ArrayList<>(gone);
                    tried.add(group);
                    OutputProjection repaired =
                        LeastSquares.solve(random.projection(), random.moments(), tried, DAMPING);
                    return random.objective(repaired, random.ridge(DAMPING));
                  })
              .toArray();
      double least = Arrays.stream(objectives).min().orElseThrow();
      int chosen = surgeon.removed().get(step);
      assertEquals(least, objectives[chosen], 1e-9 * least);
      lost += surgeon.losses()[step];
      assertEquals(least, lost, 1e-9 * least, "what was lost in all");
      gone.add(chosen);
    }
  }

  @Test
  void whatLeftIsZero() {
    RandomProjection random = RandomProjection.of(5, 3, 4, 60, 15);
    BrainSurgeon surgeon = new BrainSurgeon(random.projection(), random.moments(), DAMPING);
    surgeon.removeCheapest(2);
    for (int group : surgeon.removed()) {
      for (int j = 3 * group; j < 3 * group + 3; j++) {
        assertArrayEquals(new double[4], surgeon.projection().rows()[j]);
      }
    }
    assertEquals(2, surgeon.removed().size());
  }

  @Test
  void aUnitThatIsNeverUsedLeavesFirstAndCostsNothing() {
    RandomProjection random = RandomProjection.of(6, 1, 3, 40, 16);
    for (double[] row : random.inputs()) {
      row[4] = 0;
    }
    BrainSurgeon surgeon = new BrainSurgeon(random.projection(), random.moments(), 1e-9);
    surgeon.removeCheapest(1);
    assertEquals(List.of(4), surgeon.removed());
    assertTrue(surgeon.losses()[0] < 1e-6);
  }
}
