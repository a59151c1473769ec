package dev.sotto.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.wer.Measure;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SampleSizeTest {
  private static final int UTTERANCES = 1_000_000;

  /** So many that neither their number nor that of the pilot needs a correction. */
  private static WerIncrease pilot(double deviation) {
    double standardError = deviation / Math.sqrt(UTTERANCES);
    return new WerIncrease(
        0.1,
        0.1,
        new WerIncrease.Bounds(0, 0, 0.95),
        standardError,
        UTTERANCES,
        10L * UTTERANCES,
        Measure.WORDS,
        new PairedEvidence(0, 0, 1));
  }

  private static double enough(double deviation, double margin, double truth) {
    return (double) new SampleSize(0.95, 0.8).enough(pilot(deviation), margin, truth).orElseThrow();
  }

  /** (1.6449 + 0.8416)^2 = 6.1826, the constant of every textbook. */
  @Test
  void forManyUtterancesItIsTheTextbooksFormula() {
    assertEquals(6.1826 * 0.01 / 2.5e-5, enough(0.1, 0.005, 0), 0.02 * 2_473);
    assertEquals(6.1826 * 0.04 / 1e-4, enough(0.2, 0.01, 0), 0.02 * 2_473);
    assertEquals(6.1826 * 0.01 / 1e-4, enough(0.1, 0.01, 0.02), 0.03 * 618);
  }

  @Test
  void itIsRoundedUpToTwoDigits() {
    assertEquals(2_500, enough(0.1, 0.005, 0));
    assertEquals(0, enough(0.05, 0.001, 0) % 1_000);
  }

  /** Student's distribution is wider than the normal one. */
  @Test
  void fewNeedMoreThanTheFormulaSays() {
    double formula = 6.1826 * 0.01 / 0.0009;
    assertTrue(enough(0.1, 0.03, 0) > formula + 1);
    assertTrue(enough(0.1, 0.03, 0) < 1.1 * formula);
  }

  @Test
  void lessThanFiftyAreNeverEnough() {
    assertEquals(50, enough(0.1, 0.2, 0));
  }

  @Test
  void aCalmPilotPromisesNoLessThanTheRuleOfThree() {
    // 0.95^58 is above 0.05 and 0.95^59 below: one in twenty utterances with one edit in ten words.
    assertEquals(59, enough(0, 0.005, 0));
  }

  @Test
  void aSmallPilotIsTrustedLess() {
    WerIncrease small =
        new WerIncrease(
            0.1,
            0.1,
            new WerIncrease.Bounds(0, 0, 0.95),
            0.1 / Math.sqrt(50),
            50,
            500,
            Measure.WORDS,
            new PairedEvidence(0, 0, 1));
    double careful = (double) new SampleSize(0.95, 0.8).enough(small, 0.005, 0).orElseThrow();
    // The upper 80 % limit of a deviation from 50 values: sqrt(49 / 40.5) by a table of chi
    // squared.
    assertEquals(2_473 * 50 / 49.0 * (49 / 41.0), careful, 0.06 * careful);
  }

  @Test
  void noNumberTellsApartWhatIsTheSame() {
    assertEquals(OptionalLong.empty(), new SampleSize(0.95, 0.8).enough(pilot(0.1), 0.005, 0.005));
  }

  @Test
  void morePowerTakesMore() {
    double more = (double) new SampleSize(0.95, 0.95).enough(pilot(0.1), 0.005, 0).orElseThrow();
    // (1.6449 + 1.6449)^2 / (1.6449 + 0.8416)^2
    assertEquals(1.7504 * 2_473, more, 0.02 * more);
  }
}
