package dev.sotto.eval.gate;

import static dev.sotto.eval.gate.GateAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.compare.Results;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateAssertionsTest {
  private static final EvalResult BASELINE =
      Results.of(200, i -> Results.losing(1, i + 5)).result();
  private static final EvalResult EQUAL = Results.of(200, i -> Results.losing(1, i)).result();
  private static final EvalResult WORSE =
      Results.of(200, i -> "one two two two two two").inFolder("models/small").result();

  private static ComparedAssert compared(Results candidate) {
    return assertThat(candidate.result()).withMaxWerIncrease(100).isNotWorseThan(BASELINE);
  }

  private static void fails(Results candidate, UnaryOperator<ComparedAssert> limit, String check) {
    ComparedAssert compared = compared(candidate);
    AssertionError error = assertThrows(AssertionError.class, () -> limit.apply(compared));
    assertTrue(error.getMessage().contains(check), error.getMessage());
  }

  private static Results equal() {
    return Results.of(200, i -> Results.losing(1, i));
  }

  @Test
  void aCandidateThatHearsAsWellIsAccepted() {
    assertThat(EQUAL).withMaxWerIncrease(2).isNotWorseThan(BASELINE);
  }

  @Test
  void aWorseOneIsAnAssertionErrorThatSaysByHowMuch() {
    AssertionError error =
        assertThrows(AssertionError.class, () -> assertThat(WORSE).isNotWorseThan(BASELINE));
    assertTrue(
        error.getMessage().startsWith("expected models/small not to be worse than models/dense"),
        error.getMessage());
    assertTrue(error.getMessage().contains("wer-increase worse: WER +79.00 points"));
  }

  @Test
  void tooLittleDataIsAnErrorUnlessAccepted() {
    CandidateAssert strict = assertThat(EQUAL).withMaxWerIncrease(0.1);
    AssertionError error =
        assertThrows(AssertionError.class, () -> strict.isNotWorseThan(BASELINE));
    assertTrue(error.getMessage().contains("too little data to say"), error.getMessage());
    strict.acceptingTooLittleData().isNotWorseThan(BASELINE);
    assertThrows(
        AssertionError.class,
        () -> assertThat(WORSE).acceptingTooLittleData().isNotWorseThan(BASELINE));
  }

  @Test
  void moreConfidenceIsHarderToSatisfy() {
    CandidateAssert candidate = assertThat(EQUAL).withMaxWerIncrease(0.55);
    candidate.withConfidence(0.9).isNotWorseThan(BASELINE);
    assertThrows(
        AssertionError.class, () -> candidate.withConfidence(0.99).isNotWorseThan(BASELINE));
  }

  @Test
  void everyLimitHolds() {
    compared(equal().withCost(0.11, 1_100, 900))
        .hasRealTimeFactorRatioOfAtMost(1.1001)
        .hasPeakMemoryRatioOfAtMost(1.1)
        .hasSizeRatioOfAtMost(0.9)
        .hasInsertionRateOfAtMost(0)
        .hasAtMostLoops(0)
        .hasAtMostEmpty(0)
        .hasAtMostInvented(0);
  }

  @Test
  void everyLimitCanBeBroken() {
    Results dear = equal().withCost(0.2, 2_000, 2_000);
    fails(dear, it -> it.hasRealTimeFactorRatioOfAtMost(1.9), "rtf-ratio");
    fails(dear, it -> it.hasPeakMemoryRatioOfAtMost(1.9), "memory-ratio");
    fails(dear, it -> it.hasSizeRatioOfAtMost(1.9), "size-ratio");
    Results sick =
        Results.of(200, i -> i == 0 ? "" : i == 1 ? Results.SAID + " x x x x" : Results.SAID);
    fails(sick, it -> it.hasInsertionRateOfAtMost(0.19), "insertion-rate");
    compared(sick).hasInsertionRateOfAtMost(0.21);
    fails(sick, it -> it.hasAtMostLoops(0), "(u1)");
    fails(sick, it -> it.hasAtMostEmpty(0), "(u0)");
  }

  @Test
  void filesAreComparedAsResultsAre(@TempDir Path folder) throws IOException {
    Path baseline = Files.write(folder.resolve("a.json"), JsonFiles.write(EvalJson.of(BASELINE)));
    Path candidate = Files.write(folder.resolve("b.json"), JsonFiles.write(EvalJson.of(WORSE)));
    assertThat(baseline).withMaxWerIncrease(1).isNotWorseThan(baseline);
    AssertionError error =
        assertThrows(AssertionError.class, () -> assertThat(candidate).isNotWorseThan(baseline));
    assertTrue(error.getMessage().contains("b.json not to be worse than "), error.getMessage());
  }

  @Test
  void otherDataIsNoFaultOfTheCandidate() {
    EvalResult fewer = Results.of(3, i -> Results.SAID).result();
    SottoException error =
        assertThrows(SottoException.class, () -> assertThat(fewer).isNotWorseThan(BASELINE));
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
  }

  @Test
  void theNormaliserCanBeChosen() {
    EvalResult loud =
        Results.of(200, i -> Results.SAID.toUpperCase(java.util.Locale.ROOT)).result();
    assertThat(loud).withMaxWerIncrease(2).isNotWorseThan(BASELINE);
    assertThrows(
        AssertionError.class,
        () -> assertThat(loud).withNormalizer("raw").isNotWorseThan(BASELINE));
    assertThrows(SottoException.class, () -> assertThat(loud).withNormalizer("mine"));
  }
}
