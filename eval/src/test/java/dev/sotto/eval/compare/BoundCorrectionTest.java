package dev.sotto.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundCorrectionTest {
  /** Student's quantiles as printed in tables, for n - 1 degrees of freedom. */
  @ParameterizedTest
  @CsvSource({
    "0.95, 11, 1.812461",
    "0.95, 31, 1.697261",
    "0.95, 61, 1.670649",
    "0.95, 121, 1.657651",
    "0.975, 31, 2.042272",
    "0.99, 61, 2.390119"
  })
  void theStretchIsThatOfStudentsDistribution(double confidence, long utterances, double student) {
    double expected =
        student / Normal.quantile(confidence) * Math.sqrt(utterances / (utterances - 1.0));
    assertEquals(expected, new BoundCorrection(confidence).stretch(utterances), 0.001 * expected);
  }

  @Test
  void manyUtterancesNeedNoStretch() {
    assertEquals(1, new BoundCorrection(0.95).stretch(1_000_000), 1e-5);
  }

  @Test
  void whatNoneOfAHundredShowsMayBeThreeInAHundred() {
    BoundCorrection correction = new BoundCorrection(0.95);
    assertEquals(0.03 / 10, correction.unseen(100, 10), 0.0001);
    double share = 8 * correction.unseen(50, 8);
    assertEquals(0.05, Math.pow(1 - share, 50), 1e-12, "the chance that 50 do not show it");
    assertTrue(correction.unseen(1, 1) > 0.9);
  }
}
