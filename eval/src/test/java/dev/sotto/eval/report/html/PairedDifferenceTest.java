package dev.sotto.eval.report.html;

import static dev.sotto.eval.report.html.Results.heard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.eval.compare.PairedDifference;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  /** What few utterances add to the bounds of a plain bootstrap: the golden has 60. */
  private static final double CORRECTION = 0.08;

  private static final int ENOUGH = 40;
  private static final HeardUtterance ONE = heard("a", "one two three", "one two four");
  private static final HeardUtterance OTHER = heard("b", "five six", "five six");

  private static EvalResult with(
      EvalResult result,
      List<HeardUtterance> utterances,
      EvaluationSettings settings,
      String data) {
    return MadeUp.result(
        result.model(),
        MadeUp.data("d", utterances.size(), 1, data),
        settings,
        utterances,
        result.interval(),
        result.size(),
        result.speed().orElseThrow(),
        result.versions());
  }

  private static EvalResult with(List<HeardUtterance> utterances, Bootstrap bootstrap) {
    EvalResult any = Results.of(ONE);
    return with(any, utterances, EvaluationSettings.of(any).withBootstrap(bootstrap), "same");
  }

  @Test
  void intervalsAreThoseOfAGateWhateverTheOrderOfTheOtherResult() throws IOException {
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
      double below = difference.points() - expected.get("p2_5").doubleValue();
      double above = expected.get("p97_5").doubleValue() - difference.points();
      assertEquals(below, difference.points() - difference.interval().low(), CORRECTION * below);
      assertEquals(above, difference.interval().high() - difference.points(), CORRECTION * above);
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
      utterances.add(MadeUp.heard("u" + i, "r" + i, "h", List.of(), score));
    }
    return utterances;
  }

  private static EvalResult hearing(int utterances, String heard) {
    List<HeardUtterance> all =
        IntStream.range(0, utterances)
            .mapToObj(i -> heard("u" + i, "one two three", heard))
            .toList();
    return with(all, new Bootstrap(500, 1));
  }

  @Test
  void onlyAnIntervalWithoutZeroIsClear() {
    EvalResult dense = hearing(ENOUGH, "one two three");
    PairedDifference none =
        PairedDifference.of(dense, hearing(ENOUGH, "one two three")).orElseThrow();
    assertEquals(0, none.points());
    assertFalse(none.isClear());
    assertEquals("no clear difference in hearing", HearingChange.of(dense, dense).text());
    EvalResult bad = hearing(ENOUGH, "one two four");
    assertTrue(PairedDifference.of(dense, bad).orElseThrow().isClear());
    assertEquals("hears worse", HearingChange.of(dense, bad).text());
    assertEquals("hears better", HearingChange.of(bad, dense).text());
  }

  @Test
  void fewUtterancesTellNothing() {
    HearingChange one = HearingChange.of(hearing(1, "one two three"), hearing(1, "four"));
    assertEquals("too few utterances to tell", one.text());
    assertTrue(one.difference().isEmpty() && one.obstacle().isEmpty());
    HeardUtterance right = heard("u0", "one two three", "one two three");
    HeardUtterance wrong = heard("u1", "one two three", "four");
    HearingChange two =
        HearingChange.of(
            hearing(2, "one two three"), with(List.of(right, wrong), new Bootstrap(500, 1)));
    assertEquals("no clear difference in hearing", two.text());
  }

  @Test
  void whatWasNotMeasuredAlikeIsNotCompared() {
    EvalResult dense = with(List.of(ONE, OTHER), new Bootstrap(10, 1));
    assertObstacle("other utterances", dense, with(List.of(ONE), new Bootstrap(10, 1)));
    HeardUtterance otherText = heard("b", "five seven", "five seven");
    assertObstacle("other utterances", dense, with(List.of(ONE, otherText), new Bootstrap(10, 1)));
    assertObstacle(
        "other recordings",
        dense,
        with(dense, dense.utterances(), EvaluationSettings.of(dense), "other"));
    EvaluationSettings basic =
        EvaluationSettings.of(dense).withNormalizer(Normalizers.of("mark-preserving"));
    assertObstacle("mark-preserving", dense, with(dense, dense.utterances(), basic, "same"));
    HeardUtterance otherCount =
        MadeUp.heard("b", "five six", "five", List.of(), UtteranceScore.of("five", "five"));
    assertObstacle(
        "counted otherwise", dense, with(List.of(ONE, otherCount), new Bootstrap(10, 1)));
  }

  private static void assertObstacle(String why, EvalResult baseline, EvalResult other) {
    assertTrue(PairedDifference.of(baseline, other).isEmpty());
    HearingChange verdict = HearingChange.of(baseline, other);
    assertTrue(verdict.text().startsWith("not comparable: "), verdict.text());
    assertTrue(verdict.text().contains(why), verdict.text());
  }
}
