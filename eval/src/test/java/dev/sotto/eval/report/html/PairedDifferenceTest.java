package dev.sotto.eval.report.html;

import static dev.sotto.eval.report.html.Results.heard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.eval.result.DataIdentity;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  private static final double ROUNDING = 1e-12;
  private static final HeardUtterance ONE = heard("a", "one two three", "one two four");
  private static final HeardUtterance OTHER = heard("b", "five six", "five six");

  private static EvalResult with(
      EvalResult result,
      List<HeardUtterance> utterances,
      EvaluationSettings settings,
      String data) {
    return new EvalResult(
        result.model(),
        new DataIdentity("d", utterances.size(), 1, data),
        settings,
        utterances,
        result.werInterval(),
        result.size(),
        result.speed(),
        result.versions());
  }

  private static EvalResult with(List<HeardUtterance> utterances, Bootstrap bootstrap) {
    EvalResult any = Results.of(ONE);
    return with(any, utterances, any.settings().withBootstrap(bootstrap), "same");
  }

  @Test
  void intervalsAreThoseOfTheGoldenWhateverTheOrderOfTheOtherResult() throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(SharedFiles.shared("golden/bootstrap.json").toFile());
    Bootstrap bootstrap = new Bootstrap(2_000, 99);
    for (JsonNode pair : golden.get("pairs")) {
      List<HeardUtterance> first =
          new ArrayList<>(utterances(golden, pair.get("first").textValue()));
      Collections.reverse(first);
      List<HeardUtterance> second = utterances(golden, pair.get("second").textValue());
      PairedDifference difference =
          PairedDifference.of(with(second, bootstrap), with(first, bootstrap)).orElseThrow();
      JsonNode expected = pair.get("lcg_2000");
      assertEquals(expected.get("p2_5").doubleValue(), difference.interval().low(), ROUNDING);
      assertEquals(expected.get("p97_5").doubleValue(), difference.interval().high(), ROUNDING);
    }
  }

  private static List<HeardUtterance> utterances(JsonNode golden, String system) {
    List<HeardUtterance> utterances = new ArrayList<>();
    for (int i = 0; i < golden.get("ref_words").size(); i++) {
      long words = golden.get("ref_words").get(i).longValue();
      long errors = golden.get("errors").get(system).get(i).longValue();
      long substituted = Math.min(words, errors);
      EditCounts counts = new EditCounts(words - substituted, substituted, 0, errors - substituted);
      UtteranceScore score = new UtteranceScore(counts, EditCounts.NONE);
      utterances.add(new HeardUtterance("u" + i, "r" + i, "h", List.of(), score));
    }
    return utterances;
  }

  @Test
  void onlyAnIntervalWithoutZeroIsClear() {
    HeardUtterance worse = heard("a", "one two three", "four five six");
    EvalResult dense = with(List.of(ONE, OTHER), new Bootstrap(500, 1));
    EvalResult same = with(List.of(ONE, OTHER), new Bootstrap(500, 1));
    PairedDifference none = PairedDifference.of(dense, same).orElseThrow();
    assertEquals(0, none.points());
    assertFalse(none.isClear());
    assertEquals("no clear difference in hearing", Verdict.of(dense, same).text());
    EvalResult bad = with(List.of(worse, heard("b", "five six", "seven")), new Bootstrap(500, 1));
    assertTrue(PairedDifference.of(dense, bad).orElseThrow().isClear());
    assertEquals("hears worse", Verdict.of(dense, bad).text());
    assertEquals("hears better", Verdict.of(bad, dense).text());
  }

  @Test
  void whatWasNotMeasuredAlikeIsNotCompared() {
    EvalResult dense = with(List.of(ONE, OTHER), new Bootstrap(10, 1));
    assertObstacle("other utterances", dense, with(List.of(ONE), new Bootstrap(10, 1)));
    HeardUtterance otherText = heard("b", "five seven", "five seven");
    assertObstacle("other utterances", dense, with(List.of(ONE, otherText), new Bootstrap(10, 1)));
    assertObstacle(
        "other recordings", dense, with(dense, dense.utterances(), dense.settings(), "other"));
    EvaluationSettings basic = dense.settings().withNormalizer(Normalizers.of("mark-preserving"));
    assertObstacle("mark-preserving", dense, with(dense, dense.utterances(), basic, "same"));
  }

  private static void assertObstacle(String why, EvalResult baseline, EvalResult other) {
    assertTrue(PairedDifference.of(baseline, other).isEmpty());
    Verdict verdict = Verdict.of(baseline, other);
    assertTrue(verdict.text().startsWith("not comparable: "), verdict.text());
    assertTrue(verdict.text().contains(why), verdict.text());
  }
}
