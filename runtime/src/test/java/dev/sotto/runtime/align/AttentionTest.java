package dev.sotto.runtime.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionTest {
  @Test
  void theMedianIsTakenOverSevenAndMirroredAtTheEnds() {
    // numpy.median of each seven of numpy.pad(values, 3, mode="reflect")
    assertArrayEquals(
        new double[] {3, 3, 4, 4, 5, 5, 6, 6, 6}, Attention.median(1, 9, 2, 3, 4, 5, 6, 7, 8));
    assertArrayEquals(new double[] {3, 1, 2}, Attention.median(3, 1, 2));
    double[] lone = new double[20];
    lone[9] = 1;
    assertArrayEquals(new double[20], Attention.median(lone));
  }

  @Test
  void tokensThatLookSomewhereCostLeastThere() {
    double[][] head = new double[3][40];
    for (int token = 0; token < 3; token++) {
      for (int position = 10 * token; position < 10 * token + 10; position++) {
        head[token][position] = 0.09;
      }
      head[token][39] += 0.1;
    }
    double[][] costs = Attention.costs(List.of(head, head), 30);
    assertEquals(30, costs[0].length);
    for (int token = 0; token < 3; token++) {
      for (int position = 0; position < 30; position++) {
        boolean looked = position / 10 == token;
        assertTrue(looked == costs[token][position] < 0, token + " at " + position);
      }
    }
  }

  @Test
  void shareOfPositionsWithoutSoundDoesNotCount() {
    double[][] heard = {{0.5, 0.5, 0}, {0.2, 0.8, 0}};
    double[][] alsoBehind = {{0.25, 0.25, 0.5}, {0.1, 0.4, 0.5}};
    assertArrayEquals(
        Attention.costs(List.<double[][]>of(heard), 2)[0],
        Attention.costs(List.<double[][]>of(alsoBehind), 2)[0],
        1e-12);
  }
}
