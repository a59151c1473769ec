package dev.sotto.runtime.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.Decoding.Ending;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceRuleTest {
  /** Two tokens, the end among them. */
  private static Decoding heard(OptionalDouble noSpeech, double sum, boolean ended) {
    return new Decoding(
        List.of(5, 6),
        sum,
        noSpeech,
        1,
        ended ? Ending.ENDED : Ending.CUT_OFF,
        Optional.empty(),
        0,
        false);
  }

  /** should_skip of OpenAI's transcribe.py: above one threshold, and not above the other. */
  @ParameterizedTest
  @CsvSource({
    "0.7, -2.2, true",
    "0.7, -2.0, true",
    "0.7, -1.9, false",
    "0.6, -2.2, false",
    "0.5, -9.0, false"
  })
  void aWindowIsSilentWhereBothFiguresSaySo(double noSpeech, double sum, boolean silent) {
    Decoding result = heard(OptionalDouble.of(noSpeech), sum, true);
    assertEquals(silent, SilenceRule.defaults().isSilent(result));
    assertFalse(SilenceRule.off().isSilent(result));
  }

  @Test
  void withoutTheSecondThresholdTheFirstDecides() {
    SilenceRule rule = new SilenceRule(OptionalDouble.of(0.6), OptionalDouble.empty());
    assertTrue(rule.isSilent(heard(OptionalDouble.of(0.7), -0.1, true)));
    assertFalse(rule.isSilent(heard(OptionalDouble.of(0.5), -9, true)));
  }

  @Test
  void aModelWithoutTheTokenIsNeverSilent() {
    assertFalse(SilenceRule.defaults().isSilent(heard(OptionalDouble.empty(), -9, true)));
  }

  /** avg_logprob of OpenAI's decoding.py: the sum over the tokens of the text and one more. */
  @Test
  void theEndTokenCountsEvenWhereItWasNotReached() {
    assertEquals(-1.5, heard(OptionalDouble.empty(), -3, true).meanLogProbability());
    assertEquals(-1.0, heard(OptionalDouble.empty(), -3, false).meanLogProbability());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aProbabilityOutOfRangeIsAUsageError(double threshold) {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> new SilenceRule(OptionalDouble.of(threshold), OptionalDouble.empty()));
    assertEquals(SottoException.Code.USAGE, e.code());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, Double.NEGATIVE_INFINITY, Double.NaN})
  void aLogarithmOutOfRangeIsAUsageError(double threshold) {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> new SilenceRule(OptionalDouble.of(0.6), OptionalDouble.of(threshold)));
    assertEquals(SottoException.Code.USAGE, e.code());
  }
}
