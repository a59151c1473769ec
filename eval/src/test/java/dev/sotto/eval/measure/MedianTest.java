package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void theMiddleOfAnOddCountAndTheMeanOfTheMiddleTwoOfAnEvenOne() {
    assertEquals(new Median(2, 1, 9), Median.of(List.of(9.0, 1.0, 2.0)));
    assertEquals(new Median(2.5, 1, 9), Median.of(List.of(9.0, 1.0, 2.0, 3.0)));
    assertEquals(new Median(4, 4, 4), Median.of(List.of(4.0)));
  }

  @Test
  void nothingHasNoMedian() {
    assertThrows(IllegalArgumentException.class, () -> Median.of(List.of()));
  }
}
