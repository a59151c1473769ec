package dev.sotto.eval.gate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.compare.PairedBootstrap;
import dev.sotto.eval.compare.SyntheticSpeech;
import dev.sotto.eval.compare.WerIncrease;
import dev.sotto.eval.wer.Bootstrap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the gate is wrong, on speech whose truth is known. Each rate is that of 1,000 or more
 * simulated data sets, and is printed. {@code -Dsotto.gate.seed=N} simulates others.
 */
class GateErrorRatesTest {
  private static final long SEED = Long.getLong("sotto.gate.seed", 17);
  private static final double CONFIDENCE = 0.95;
  private static final double POWER = 0.8;
  private static final double ALLOWED = 0.05;

  /** Standard errors by which the simulation itself may miss a rate that is exactly the nominal. */
  private static final double STANDARD_ERRORS = 3;

  /** From the margin, so that simulated data sets stay small: 1.2 points. */
  private static final double CLEAR = 0.012;

  private static final int RESAMPLES = 400;
  private static final int RUNS = 1_000;
  private static final int PILOTS = 200;
  private static final int RUNS_PER_PILOT = 5;
  private static final int PILOT_UTTERANCES = 60;

  private final SyntheticSpeech speech = new SyntheticSpeech(SEED);
  private int draws;

  private WerIncrease compare(int utterances, double increase) {
    SyntheticSpeech.Systems systems = speech.hear(utterances, increase);
    return new PairedBootstrap(new Bootstrap(RESAMPLES, SEED + draws++), CONFIDENCE)
        .compare(systems.baseline(), systems.candidate());
  }

  private double rate(int runs, int utterances, double increase, double margin, Verdict verdict) {
    int count = 0;
    for (int run = 0; run < runs; run++) {
      count += Verdict.of(compare(utterances, increase), margin) == verdict ? 1 : 0;
    }
    return (double) count / runs;
  }

  private static void report(String what, double rate) {
    System.out.printf("%s: %.1f %%%n", what, 100 * rate);
  }

  private static double withinSimulation(double nominal, int runs) {
    return nominal + STANDARD_ERRORS * Math.sqrt(nominal * (1 - nominal) / runs);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 70, 200})
  void whereNothingChangedAtMostOneInTwentyIsCalledWorse(int utterances) {
    double rate = rate(RUNS, utterances, 0, 0.005, Verdict.WORSE);
    report("worse, nothing changed, margin 0.5 points, " + utterances + " utterances", rate);
    assertTrue(rate <= ALLOWED, "found " + rate);
  }

  /** Without a margin the rate is near the nominal one. */
  @ParameterizedTest
  @ValueSource(ints = {70, 200})
  void whereNothingChangedAndNothingIsAllowedOneInTwentyIsCalledWorse(int utterances) {
    double rate = rate(2 * RUNS, utterances, 0, 0, Verdict.WORSE);
    report("worse, nothing changed, no margin, " + utterances + " utterances", rate);
    assertTrue(rate <= ALLOWED, "found " + rate);
    assertTrue(rate > 0.02, "so strict a bound would waste data: " + rate);
  }

  @ParameterizedTest
  @CsvSource({"70, 0.02", "200, 0.02", "200, 0.005"})
  void aCandidateThatIsWorseByTheMarginPassesOnceInTwenty(int utterances, double margin) {
    double rate = rate(2 * RUNS, utterances, margin, margin, Verdict.NON_INFERIOR);
    report("non-inferior, worse by the margin " + margin + ", " + utterances, rate);
    assertTrue(rate <= withinSimulation(ALLOWED, 2 * RUNS), "found " + rate);
    assertTrue(rate > 0.02, "so strict a bound would waste data: " + rate);
  }

  /** Whether the verdict is the expected one at the size that is said to be enough for it. */
  private double rateAtTheSizeSaidToBeEnough(Pilots pilots, Verdict expected) {
    double rates = 0;
    for (int i = 0; i < PILOTS; i++) {
      WerDecision pilot = pilots.next();
      double truth = pilots.truth(pilot);
      int utterances = Math.toIntExact(pilots.enough(pilot));
      rates += rate(RUNS_PER_PILOT, utterances, truth, pilots.margin, expected);
    }
    return rates / PILOTS;
  }

  /** Small data sets, each of which says how many utterances are enough. */
  private final class Pilots {
    private final double margin;
    private final double power;
    private final double increase;

    private Pilots(double margin, double power, double increase) {
      this.margin = margin;
      this.power = power;
      this.increase = increase;
    }

    /** One that did not happen to observe an improvement, or an increase close to the margin. */
    WerDecision next() {
      while (true) {
        WerDecision pilot =
            WerDecision.of(compare(PILOT_UTTERANCES, increase), false, margin, power);
        double observed = pilot.increase().observed();
        double away = (observed - margin) * Math.signum(increase - margin);
        if (increase == 0 || (observed >= 0 && away > CLEAR)) {
          return pilot;
        }
      }
    }

    double truth(WerDecision pilot) {
      return increase == 0 ? 0 : pilot.increase().observed();
    }

    long enough(WerDecision pilot) {
      return (increase == 0 ? pilot.enoughIfUnchanged() : pilot.enoughIfAsObserved()).orElseThrow();
    }
  }

  @Test
  void asManyUtterancesAsItSaysAreEnoughWhereNothingChanged() {
    double rate = rateAtTheSizeSaidToBeEnough(new Pilots(0.02, POWER, 0), Verdict.NON_INFERIOR);
    report("non-inferior, nothing changed, at the size said to be enough", rate);
    assertTrue(rate > POWER, "found " + rate);
  }

  /** So that a gate which fails without proof stops at most one good build in twenty. */
  @Test
  void withAPowerOf95PercentAtMostOneInTwentyUnchangedModelsDoesNotPass() {
    double rate = rateAtTheSizeSaidToBeEnough(new Pilots(0.02, 0.95, 0), Verdict.NON_INFERIOR);
    report("non-inferior, nothing changed, at the size for a power of 95 %", rate);
    assertTrue(1 - rate <= ALLOWED, "found " + rate);
  }

  @Test
  void asManyUtterancesAsItSaysAreEnoughToFindTheIncreaseThatWasObserved() {
    double rate = rateAtTheSizeSaidToBeEnough(new Pilots(0.01, POWER, 0.03), Verdict.WORSE);
    report("worse, truly as much as observed, at the size said to be enough", rate);
    assertTrue(rate > POWER, "found " + rate);
  }

  @Test
  void asManyUtterancesAsItSaysAreEnoughToAcceptTheIncreaseThatWasObserved() {
    double rate = rateAtTheSizeSaidToBeEnough(new Pilots(0.03, POWER, 0.01), Verdict.NON_INFERIOR);
    report("non-inferior, truly as much as observed, at the size said to be enough", rate);
    assertTrue(rate > POWER, "found " + rate);
  }
}
