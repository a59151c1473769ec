package dev.sotto.eval.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  private static final double EXACT = 1e-9;

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5",
    "0.0001, 0.0001",
    "100, 100.0000000001",
    "1e16, 1e16",
    "0, 3e-7",
    "36.4, 37.2",
    "12, 2885",
    "5177.9, 8911.2",
    "0.2, 0.5"
  })
  void figuresHaveRoomBetweenDistinctTicks(double least, double greatest) {
    check(least, greatest);
  }

  @Test
  void randomFiguresHaveRoomBetweenDistinctTicks() {
    SplittableRandom random = new SplittableRandom(2026);
    for (int i = 0; i < 2_000; i++) {
      double one = Math.pow(10, random.nextDouble(-6, 12));
      check(one, one * (1 + Math.pow(10, random.nextDouble(-5, 3))));
    }
  }

  private static void check(double least, double greatest) {
    Axis axis = Axis.covering(least, greatest);
    String what = least + " to " + greatest + ": " + axis;
    assertTrue(axis.low() >= 0 && axis.low() <= least && axis.high() > greatest, what);
    assertTrue(axis.position(least) >= 0 && axis.position(greatest) <= 1, what);
    assertTrue(axis.ticks().size() >= 2 && axis.ticks().size() <= 8, what);
    assertTrue(axis.ticks().stream().allMatch(t -> t >= axis.low() && t <= axis.high()), what);
    assertEquals(
        axis.ticks().size(),
        new HashSet<>(axis.ticks().stream().map(axis::label).toList()).size(),
        what);
  }

  @Test
  void figuresFarApartStartAtZeroAndNearOnesDoNot() {
    assertEquals(0, Axis.covering(3, 10).low());
    assertTrue(Axis.covering(36, 37).low() > 35);
  }

  @Test
  void labelsAreThoseOfTheTicks() {
    Axis axis = Axis.covering(36.4, 37.2);
    for (double tick : axis.ticks()) {
      assertEquals(tick, Double.parseDouble(axis.label(tick)), EXACT);
    }
  }
}
