package dev.sotto.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalTest {
  /** As printed in tables, and by R's qnorm. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.8, 0.841621233572914",
    "0.9, 1.281551565544600",
    "0.95, 1.644853626951473",
    "0.975, 1.959963984540054",
    "0.99, 2.326347874040841",
    "0.999, 3.090232306167814",
    "0.05, -1.644853626951473"
  })
  void quantilesAreThoseOfTheTables(double probability, double quantile) {
    assertEquals(quantile, Normal.quantile(probability), 1e-12);
    assertEquals(probability, Normal.probability(quantile), 1e-13);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void noProbabilityHasNoQuantile(double probability) {
    assertThrows(IllegalArgumentException.class, () -> Normal.quantile(probability));
  }

  @Test
  void theFarEndsAreZeroAndOne() {
    assertEquals(0, Normal.probability(-8.5), 1e-15);
    assertEquals(1, Normal.probability(8.5), 1e-15);
  }
}
