package dev.sotto.eval.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.compare.Results;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.signs.Sign;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.models.SottoException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final GateSettings SETTINGS =
      GateSettings.defaults().withBootstrap(new Bootstrap(1_000, 1)).withMaxWerIncrease(0.02);
  private static final Results BASELINE = Results.of(200, i -> Results.losing(1, i + 5));

  private static GateReport run(GateSettings settings, Results candidate, Check... limits) {
    return new Gate(settings, List.of(limits)).run(BASELINE.subject(), candidate.subject());
  }

  private static Results equal() {
    return Results.of(200, i -> Results.losing(1, i));
  }

  private static Results worse() {
    return Results.of(200, i -> "one two three");
  }

  /** Too few words that differ for a verdict about a tenth of a point. */
  private static GateReport undecided(Undecided undecided) {
    return run(SETTINGS.withMaxWerIncrease(0.001).withUndecided(undecided), equal());
  }

  @Test
  void aCandidateThatHearsAsWellPasses() {
    GateReport report = run(SETTINGS, equal());
    assertEquals(Verdict.NON_INFERIOR, report.decision().verdict());
    assertTrue(report.passes());
    assertTrue(report.summary().startsWith("passed: WER +0.00 points"), report.summary());
    assertEquals(1, report.checks().size());
  }

  @Test
  void whereEveryHypothesisIsTheSameNothingIsInferred() {
    Results few = Results.of(70, i -> Results.losing(2, i));
    GateReport report =
        new Gate(SETTINGS.withMaxWerIncrease(0.005), List.of()).run(few.subject(), few.subject());
    assertEquals(Verdict.UNCHANGED, report.decision().verdict());
    assertTrue(report.passes());
    assertTrue(report.summary().contains("every hypothesis is the same"), report.summary());
    assertEquals("unchanged", GateJson.of(report).path("verdict").textValue());
    assertTrue(GateText.markdown(report).contains("**Unchanged.**"));
    assertFalse(new String(GateJunitXml.of(report), UTF_8).contains("<failure"));
    assertEquals(
        Verdict.UNCHANGED,
        new Gate(SETTINGS.withMaxWerIncrease(0), List.of())
            .run(few.subject(), few.subject())
            .decision()
            .verdict());
  }

  @Test
  void whatWasHeardOtherwiseIsNotUnchangedThoughTheRateIs() {
    Results before = Results.of(70, i -> Results.losing(1, i));
    Results after = Results.of(70, i -> Results.losing(1, i + 1));
    GateReport report = new Gate(SETTINGS, List.of()).run(before.subject(), after.subject());
    assertEquals(0, report.decision().increase().observed());
    assertFalse(report.decision().unchanged());
  }

  @Test
  void unchangedIsNotBetterAndFreesOfNoOtherLimit() {
    Results few = Results.of(70, i -> Results.losing(2, i));
    Results slow = Results.of(70, i -> Results.losing(2, i)).withCost(1, 1_000, 1_000);
    GateReport better =
        new Gate(SETTINGS.withMaxWerIncrease(-0.01), List.of()).run(few.subject(), few.subject());
    assertFalse(better.passes());
    GateReport slower =
        new Gate(SETTINGS, List.of(new RatioCheck(ModelCost.REAL_TIME_FACTOR, 2)))
            .run(few.subject(), slow.subject());
    assertEquals(Verdict.UNCHANGED, slower.decision().verdict());
    assertFalse(slower.passes());
  }

  @Test
  void aCandidateThatLosesWordsDoesNot() {
    GateReport report = run(SETTINGS, worse());
    assertEquals(Verdict.WORSE, report.decision().verdict());
    assertFalse(report.passes());
    assertTrue(report.summary().contains("worse: WER +69.00 points"), report.summary());
    assertTrue(report.summary().contains("95 % confidence"), report.summary());
    assertEquals(10, report.mostWorsened().size());
    assertEquals(new GateReport.Worsened("u0", 10, 0, 7), report.mostWorsened().get(0));
  }

  @Test
  void withTooLittleDataTheUserDecidesAndIsToldHowMuchIsEnough() {
    GateReport strict = undecided(Undecided.FAIL);
    assertEquals(Verdict.UNDECIDED, strict.decision().verdict());
    assertFalse(strict.passes());
    assertTrue(undecided(Undecided.PASS).passes());
    long enough = strict.decision().enoughIfUnchanged().orElseThrow();
    assertTrue(enough > 200, "found " + enough);
    assertTrue(strict.summary().contains("too little data to say: about " + enough));
    assertEquals(
        strict.decision().enoughIfUnchanged(),
        strict.decision().enoughIfAsObserved(),
        "nothing changed, as was observed");
  }

  @Test
  void withoutAMarginNoNumberShowsThatNothingChanged() {
    GateReport report = run(SETTINGS.withMaxWerIncrease(0), equal());
    assertTrue(report.decision().enoughIfUnchanged().isEmpty());
    assertTrue(report.decision().enoughIfAsObserved().isEmpty());
    assertTrue(report.summary().contains("the margin leaves no room"), report.summary());
  }

  @Test
  void aMarginBelowZeroAsksForAnImprovement() {
    GateSettings better = SETTINGS.withMaxWerIncrease(-0.1);
    assertFalse(run(better, equal()).passes());
    Results bad = Results.of(200, i -> "one two three");
    assertTrue(new Gate(better, List.of()).run(bad.subject(), equal().subject()).passes());
  }

  @Test
  void ratiosOfCostAreLimited() {
    Check[] limits = {
      new RatioCheck(ModelCost.REAL_TIME_FACTOR, 1.1),
      new RatioCheck(ModelCost.PEAK_MEMORY, 1.1),
      new RatioCheck(ModelCost.SIZE, 0.5)
    };
    GateReport good = run(SETTINGS, equal().withCost(0.109, 900, 500), limits);
    assertTrue(good.passes(), good.summary());
    assertEquals(1.09, good.checks().get(1).value(), 1e-12);
    GateReport bad = run(SETTINGS, equal().withCost(0.12, 1_101, 501), limits);
    assertEquals(
        List.of(Outcome.PASSED, Outcome.FAILED, Outcome.FAILED, Outcome.FAILED),
        bad.checks().stream().map(CheckResult::outcome).toList());
    assertTrue(bad.summary().contains("rtf-ratio failed: real-time factor 0.100 to 0.120"));
  }

  @Test
  void whatWasNotMeasuredCannotBeLimited() {
    Check memory = new RatioCheck(ModelCost.PEAK_MEMORY, 1);
    SottoException missing =
        assertThrows(SottoException.class, () -> run(SETTINGS, equal().withoutMemory(), memory));
    assertEquals(SottoException.Code.BAD_INPUT, missing.code());
    assertTrue(missing.getMessage().contains("peak memory"), missing.getMessage());
    Gate gate = new Gate(SETTINGS, List.of(new RatioCheck(ModelCost.SIZE, 1)));
    SottoException foreign =
        assertThrows(SottoException.class, () -> gate.run(BASELINE.subject(), equal().foreign()));
    assertTrue(foreign.getMessage().contains("size on disk"), foreign.getMessage());
  }

  @Test
  void signsAreLimitedWhateverTheWordErrorRateSays() {
    Results sick =
        Results.of(
            200,
            i -> {
              if (i == 7) {
                return "";
              }
              return i == 9 ? Results.SAID + " ten ten ten ten" : Results.losing(1, i);
            });
    Check[] limits = {
      new SignCheck(Sign.INSERTION_RATE, 0.001),
      new SignCheck(Sign.LOOPS, 0),
      new SignCheck(Sign.EMPTY, 1),
      new SignCheck(Sign.INVENTED, 0)
    };
    GateReport report = run(SETTINGS, sick, limits);
    assertEquals(
        List.of(Outcome.PASSED, Outcome.FAILED, Outcome.FAILED, Outcome.PASSED, Outcome.PASSED),
        report.checks().stream().map(CheckResult::outcome).toList());
    assertEquals(0.002, report.checks().get(1).value());
    assertTrue(report.summary().contains("loops failed"), report.summary());
    assertTrue(report.summary().contains("(u9)"), report.summary());
  }

  @Test
  void timesOfAnotherMachineAreToldWhereTheyMatter() {
    Results elsewhere = equal().withVersions(Map.of("sotto", "1", "os", "Other"));
    assertEquals(List.of(), run(SETTINGS, elsewhere).warnings());
    Check size = new RatioCheck(ModelCost.SIZE, 1);
    assertEquals(List.of(), run(SETTINGS, elsewhere, size).warnings());
    Check time = new RatioCheck(ModelCost.REAL_TIME_FACTOR, 1);
    List<String> warnings = run(SETTINGS, elsewhere, time).warnings();
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("os none and Other"), warnings.get(0));
  }

  @Test
  void theSameSeedGivesTheSameReport() {
    assertEquals(
        GateJson.of(run(SETTINGS, worse())).toString(),
        GateJson.of(run(SETTINGS, worse())).toString());
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    GateSettings defaults = GateSettings.defaults();
    for (double no : new double[] {Double.NaN, 1.5, -2}) {
      assertThrows(SottoException.class, () -> defaults.withMaxWerIncrease(no));
    }
    for (double no : new double[] {Double.NaN, 0, 0.5, 1, 95}) {
      assertThrows(SottoException.class, () -> defaults.withConfidence(no));
      assertThrows(SottoException.class, () -> defaults.withPower(no));
    }
    SottoException few =
        assertThrows(SottoException.class, () -> defaults.withBootstrap(new Bootstrap(300, 1)));
    assertTrue(few.getMessage().contains("400 resamples"), few.getMessage());
  }
}
