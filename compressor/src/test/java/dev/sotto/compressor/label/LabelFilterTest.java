package dev.sotto.compressor.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFilterTest {
  private static Optional<Reason> objection(
      String text, double logProbability, double ratio, double noSpeech, boolean ended) {
    return new LabelFilter(
            LabelFilter.MIN_LOG_PROBABILITY,
            LabelFilter.MAX_COMPRESSION_RATIO,
            LabelFilter.MAX_NO_SPEECH)
        .objection(
            new Hypothesis(text, "en", logProbability, ratio, OptionalDouble.of(noSpeech), ended));
  }

  @Test
  void theThresholdsThemselvesAreGoodEnough() {
    assertEquals(Optional.empty(), objection("a kettle", -1.0, 2.4, 0.6, true));
  }

  @Test
  void eachReasonIsNamed() {
    assertEquals(Optional.of(Reason.UNENDED), objection("a kettle", -0.1, 1, 0, false));
    assertEquals(Optional.of(Reason.EMPTY), objection("", -0.1, 0, 0, true));
    assertEquals(Optional.of(Reason.NO_SPEECH), objection("a kettle", -0.1, 1, 0.61, true));
    assertEquals(Optional.of(Reason.IMPROBABLE), objection("a kettle", -1.01, 1, 0, true));
    assertEquals(Optional.of(Reason.REPETITIVE), objection("a kettle", -0.1, 2.41, 0, true));
  }

  @Test
  void ofSeveralReasonsTheFirstIsNamed() {
    assertEquals(Optional.of(Reason.UNENDED), objection("", -9, 9, 1, false));
    assertEquals(Optional.of(Reason.EMPTY), objection("", -9, 9, 1, true));
    assertEquals(Optional.of(Reason.NO_SPEECH), objection("a", -9, 9, 1, true));
    assertEquals(Optional.of(Reason.IMPROBABLE), objection("a", -9, 9, 0, true));
  }

  @Test
  void aModelWithoutANoSpeechTokenIsTakenToHearSpeech() {
    Hypothesis hypothesis = new Hypothesis("a", "en", -0.1, 1, OptionalDouble.empty(), true);
    assertEquals(Optional.empty(), new LabelFilter(-1, 2.4, 0).objection(hypothesis));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 2.4, 0.6",
    "NaN, 2.4, 0.6",
    "-Infinity, 2.4, 0.6",
    "-1, 0, 0.6",
    "-1, NaN, 0.6",
    "-1, Infinity, 0.6",
    "-1, 2.4, -0.1",
    "-1, 2.4, 1.1",
    "-1, 2.4, NaN",
  })
  void aThresholdOutsideItsRangeIsAUsageError(
      double logProbability, double compressionRatio, double noSpeech) {
    SottoException error =
        assertThrows(
            SottoException.class,
            () -> new LabelFilter(logProbability, compressionRatio, noSpeech));
    assertEquals(SottoException.Code.USAGE, error.code());
  }
}
