package dev.sotto.compressor.compress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.search.Budget;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CeilingSearchTest {
  private static double percent(Budget budget) {
    return Double.parseDouble(budget.toString().replaceAll("layers=|%", ""));
  }

  /** Whatever the model bears, the search finds it to its step, with few probes. */
  @ParameterizedTest
  @ValueSource(doubles = {2.5, 4, 7.5, 10, 13, 20, 31, 42.5, 77, 94, 95})
  void theLargestShareThatHoldsIsFound(double bears) {
    CeilingSearch<Double> search =
        CeilingSearch.ofShares(CeilingSearchTest::percent, share -> share <= bears);
    double found = search.search().orElseThrow();
    assertEquals(Math.floor(bears / 2.5) * 2.5, found, 1e-9);
    assertEquals(10.0, search.tried().get(0));
    assertTrue(search.tried().size() <= 8, search.tried().toString());
    assertEquals(new HashSet<>(search.tried()).size(), search.tried().size(), "none twice");
  }

  @Test
  void nothingIsFoundWhereTheLeastIsTooMuch() {
    CeilingSearch<Double> search =
        CeilingSearch.ofShares(CeilingSearchTest::percent, share -> share < 2);
    assertTrue(search.search().isEmpty());
    assertEquals(List.of(10.0, 5.0, 2.5), search.tried());
  }

  /** Rates waver: what is found holds itself, though one below it may not. */
  @Test
  void whatIsFoundHolds() {
    CeilingSearch<Double> search =
        CeilingSearch.ofShares(
            CeilingSearchTest::percent, share -> share == 10 || share == 20 || share == 30);
    assertEquals(30.0, search.search().orElseThrow());
    assertTrue(search.tried().contains(32.5), "the next step was tried");
  }
}
