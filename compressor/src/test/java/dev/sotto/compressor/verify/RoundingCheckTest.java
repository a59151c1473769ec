package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RoundingCheckTest {
  @Test
  void theDivergenceIsThatOfTheDistributions() {
    // p = (1/2, 1/4, 1/4), q = (1/4, 1/2, 1/4), logits moved by any constant.
    float[] p = {(float) Math.log(2) + 5, 5, 5};
    float[] q = {-3, (float) Math.log(2) - 3, -3};
    assertEquals(0.25 * Math.log(2), RoundingCheck.divergence(p, q), 1e-6);
    assertEquals(0, RoundingCheck.divergence(p, new float[] {(float) Math.log(2), 0, 0}), 1e-6);
    float[] suppressed = {0, Float.NEGATIVE_INFINITY, 0};
    assertEquals(0, RoundingCheck.divergence(suppressed, suppressed), 1e-9);
  }
}
