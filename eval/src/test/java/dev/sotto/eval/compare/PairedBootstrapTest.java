package dev.sotto.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.eval.gate.Verdict;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
  private static final double ROUNDING = 1e-12;

  /** The normal quantile for 97.5 %, and Student's for 59 degrees of freedom, from tables. */
  private static final double NORMAL = 1.959964;

  private static final double STRETCH_OF_60 = 2.000995 / NORMAL * Math.sqrt(60 / 59.0);

  @Test
  void boundsAreNumpysPercentilesOrStandardErrorsStretchedForFewUtterances() throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(SharedFiles.shared("golden/bootstrap.json").toFile());
    assertTrue(golden.get("pairs").size() >= 3);
    for (JsonNode pair : golden.get("pairs")) {
      JsonNode expected = pair.get("lcg_2000");
      // The golden's differences are of the first less the second.
      WerIncrease increase =
          new PairedBootstrap(new Bootstrap(2_000, 99), 0.975)
              .compare(
                  rate(golden, pair.get("second").textValue()),
                  rate(golden, pair.get("first").textValue()));
      double observed = pair.at("/default_rng_0/observed_delta").doubleValue();
      assertEquals(observed, increase.observed(), ROUNDING);
      assertEquals(
          expected.get("std_delta_ddof1").doubleValue(), increase.standardError(), ROUNDING);
      double below = observed - expected.get("p2_5").doubleValue();
      double above = expected.get("p97_5").doubleValue() - observed;
      double least = NORMAL * expected.get("std_delta_ddof1").doubleValue();
      double low = STRETCH_OF_60 * Math.max(least, below);
      double high = STRETCH_OF_60 * Math.max(least, above);
      assertEquals(low, observed - increase.bounds().low(), 0.001 * low);
      assertEquals(high, increase.bounds().high() - observed, 0.001 * high);
      PairedEvidence evidence = increase.evidence();
      assertEquals(expected.get("wins").intValue(), evidence.better());
      assertEquals(expected.get("losses").intValue(), evidence.worse());
      assertEquals(expected.get("p_two_sided_plus_one").doubleValue(), evidence.pValue(), ROUNDING);
      // A correction of few per cent: the bootstrap itself makes the bounds.
      assertEquals(below, observed - increase.bounds().low(), 0.08 * below);
      assertEquals(above, increase.bounds().high() - observed, 0.08 * above);
    }
  }

  private static WordErrorRate rate(JsonNode golden, String system) {
    List<UtteranceScore> scores = new ArrayList<>();
    for (int i = 0; i < golden.get("ref_words").size(); i++) {
      int words = golden.get("ref_words").get(i).intValue();
      int errors = golden.get("errors").get(system).get(i).intValue();
      int substitutions = Math.min(words, errors);
      scores.add(SyntheticSpeech.score(words, substitutions, errors - substitutions));
    }
    return new WordErrorRate(scores);
  }

  private static WerIncrease compare(
      List<UtteranceScore> baseline, List<UtteranceScore> candidate) {
    return new PairedBootstrap(new Bootstrap(1_000, 1), 0.95)
        .compare(new WordErrorRate(baseline), new WordErrorRate(candidate));
  }

  @Test
  void theSameTextsHeardFiveTimesProveNothing() {
    List<UtteranceScore> five = Collections.nCopies(5, SyntheticSpeech.score(10, 1, 0));
    WerIncrease increase = compare(five, five);
    assertEquals(0, increase.observed());
    assertEquals(0, increase.standardError());
    assertEquals((1 - Math.pow(0.05, 0.2)) / 10, increase.bounds().high(), ROUNDING);
    assertEquals(-increase.bounds().high(), increase.bounds().low(), ROUNDING);
    assertEquals(Verdict.UNDECIDED, Verdict.of(increase, 0.005));
    List<UtteranceScore> sixty = Collections.nCopies(60, SyntheticSpeech.score(10, 1, 0));
    assertEquals(Verdict.NON_INFERIOR, Verdict.of(compare(sixty, sixty), 0.005));
  }

  @Test
  void aConstantIncreaseIsSeenThroughErrorsThatBothMake() {
    List<UtteranceScore> baseline = new ArrayList<>();
    List<UtteranceScore> candidate = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      baseline.add(SyntheticSpeech.score(10, i % 10, 0));
      candidate.add(SyntheticSpeech.score(10, i % 10, 1));
    }
    WerIncrease increase = compare(baseline, candidate);
    assertEquals(0.1, increase.observed(), ROUNDING);
    assertEquals(0.1, increase.bounds().low(), 0.004);
    assertEquals(0.1, increase.bounds().high(), 0.004);
  }

  @Test
  void theMarginDecides() {
    WerIncrease increase =
        new WerIncrease(
            0.1,
            0.12,
            new WerIncrease.Bounds(0.01, 0.03, 0.95),
            0.006,
            100,
            1_000,
            Measure.WORDS,
            new PairedEvidence(0, 0, 1));
    assertEquals(Verdict.NON_INFERIOR, Verdict.of(increase, 0.03));
    assertEquals(Verdict.UNDECIDED, Verdict.of(increase, 0.029));
    assertEquals(Verdict.UNDECIDED, Verdict.of(increase, 0.01));
    assertEquals(Verdict.WORSE, Verdict.of(increase, 0.009));
    assertEquals(Verdict.WORSE, Verdict.of(increase, 0));
  }

  @Test
  void whatCannotBePairedIsRefused() {
    List<UtteranceScore> one = List.of(SyntheticSpeech.score(10, 1, 0));
    List<UtteranceScore> two = Collections.nCopies(2, SyntheticSpeech.score(10, 1, 0));
    List<UtteranceScore> silence = Collections.nCopies(2, SyntheticSpeech.score(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> compare(one, one));
    assertThrows(IllegalArgumentException.class, () -> compare(two, one));
    assertThrows(IllegalArgumentException.class, () -> compare(silence, silence));
    assertThrows(IllegalArgumentException.class, () -> compare(two, silence));
  }
}
