package dev.sotto.eval.wer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void theGeneratorsDifferencesOfTwoSystemsAreThoseOfTheGolden() throws IOException {
    JsonNode golden = golden();
    for (JsonNode pair : golden.get("pairs")) {
      JsonNode expected = pair.get("lcg_2000");
      double[] deltas = deltas(golden, pair, new Bootstrap(2_000, 99));
      double mean = Arrays.stream(deltas).average().orElseThrow();
      double squares = Arrays.stream(deltas).map(d -> (d - mean) * (d - mean)).sum();
      Interval interval = Interval.of(deltas, 0.95);
      assertEquals(expected.get("mean_delta").doubleValue(), mean, ROUNDING);
      assertEquals(
          expected.get("std_delta_ddof1").doubleValue(), Math.sqrt(squares / 1_999), ROUNDING);
      assertEquals(expected.get("p2_5").doubleValue(), interval.low(), ROUNDING);
      assertEquals(expected.get("p97_5").doubleValue(), interval.high(), ROUNDING);
    }
  }

  @Test
  void anotherSeedAgreesWithNumpyWithinFiveStandardDeviations() throws IOException {
    JsonNode golden = golden();
    for (JsonNode pair : golden.get("pairs")) {
      double[] deltas = deltas(golden, pair, new Bootstrap(10_000, 7));
      double mean = Arrays.stream(deltas).average().orElseThrow();
      double squares = Arrays.stream(deltas).map(d -> (d - mean) * (d - mean)).sum();
      Interval interval = Interval.of(deltas, 0.95);
      assertNear(pair, "mean_delta", mean);
      assertNear(pair, "std_delta_ddof1", Math.sqrt(squares / 9_999));
      assertNear(pair, "p2_5", interval.low());
      assertNear(pair, "p97_5", interval.high());
    }
  }

  private static void assertNear(JsonNode pair, String figure, double found) {
    assertEquals(
        pair.get("mean_over_40_seeds").get(figure).doubleValue(),
        found,
        5 * pair.get("monte_carlo_sd_over_40_seeds").get(figure).doubleValue(),
        figure);
  }

  @Test
  void theIntervalHoldsTheCorpusRate() throws IOException {
    JsonNode golden = golden();
    for (String system : List.of("A", "B", "C")) {
      WordErrorRate rate = rate(golden, system);
      assertEquals(
          golden.get("corpus_wer").get(system).doubleValue(), rate.wer(), ROUNDING, system);
      Interval interval = rate.interval(new Bootstrap(1_000, 1));
      assertEquals(rate.wer(), (interval.low() + interval.high()) / 2, 0.01, system);
      assertEquals(0.06, interval.high() - interval.low(), 0.04, system);
    }
  }

  @Test
  void skippingNumbersIsTakingThem() {
    for (long steps : new long[] {0, 1, 2, 3, 64, 1_000, 12_345}) {
      Lcg taken = new Lcg(99);
      for (long step = 0; step < steps; step++) {
        taken.nextDouble();
      }
      Lcg skipped = new Lcg(99);
      skipped.skip(steps);
      assertEquals(taken.nextDouble(), skipped.nextDouble(), steps + " steps");
    }
  }

  @Test
  void numbersTakenTogetherAreThoseTakenOneByOne() {
    for (int count = 0; count < 14; count++) {
      Lcg one = new Lcg(17);
      Lcg many = new Lcg(17);
      int[] found = new int[14];
      many.nextInts(found, count, 1_000_003);
      for (int i = 0; i < count; i++) {
        assertEquals(one.nextInt(1_000_003), found[i], count + " numbers, number " + i);
      }
      assertEquals(one.nextDouble(), many.nextDouble(), "after " + count);
    }
  }

  @Test
  void resamplesAreThoseOfOneSequenceOfNumbers() {
    Lcg random = new Lcg(5);
    double[] expected = new double[300];
    for (int resample = 0; resample < expected.length; resample++) {
      double cubes = 0;
      double squares = 0;
      for (int draw = 0; draw < 7; draw++) {
        int drawn = random.nextInt(7);
        cubes += Math.pow(drawn, 3);
        squares += Math.pow(drawn, 2);
      }
      expected[resample] = cubes / Math.max(1, squares);
    }
    double[] found =
        new Bootstrap(300, 5)
            .distribution(new RatioOfSums(7, i -> (long) i * i * i, i -> (long) i * i));
    assertArrayEquals(expected, found);
  }

  @Test
  void theSameSeedGivesTheSameResamples() {
    RatioOfSums ratio = new RatioOfSums(9, i -> i, i -> 1);
    assertArrayEquals(
        new Bootstrap(50, 3).distribution(ratio), new Bootstrap(50, 3).distribution(ratio));
    assertFalse(
        Arrays.equals(
            new Bootstrap(50, 3).distribution(ratio), new Bootstrap(50, 4).distribution(ratio)));
  }

  @Test
  void aPerfectSystemHasAnIntervalOfNoWidth() {
    WordErrorRate rate =
        new WordErrorRate(List.of(UtteranceScore.of("a b", "a b"), UtteranceScore.of("", "")));
    assertEquals(new Interval(0, 0), rate.interval(new Bootstrap(100, 1)));
  }

  @Test
  void nothingCannotBeResampled() {
    WordErrorRate nothing = new WordErrorRate(List.of());
    Bootstrap bootstrap = new Bootstrap(100, 1);
    assertThrows(IllegalArgumentException.class, () -> nothing.interval(bootstrap));
    assertThrows(IllegalArgumentException.class, () -> new Bootstrap(0, 1));
  }

  private static double[] deltas(JsonNode golden, JsonNode pair, Bootstrap bootstrap) {
    JsonNode first = golden.at("/errors/" + pair.get("first").textValue());
    JsonNode second = golden.at("/errors/" + pair.get("second").textValue());
    JsonNode words = golden.get("ref_words");
    return bootstrap.distribution(
        new RatioOfSums(
            words.size(),
            i -> first.get(i).longValue() - second.get(i).longValue(),
            i -> words.get(i).longValue()));
  }

  private static WordErrorRate rate(JsonNode golden, String system) {
    List<UtteranceScore> scores = new ArrayList<>();
    for (int i = 0; i < golden.get("ref_words").size(); i++) {
      long words = golden.get("ref_words").get(i).longValue();
      long errors = golden.get("errors").get(system).get(i).longValue();
      long substitutions = Math.min(words, errors);
      EditCounts counts =
          new EditCounts(words - substitutions, substitutions, 0, errors - substitutions);
      scores.add(new UtteranceScore(counts, EditCounts.NONE));
    }
    return new WordErrorRate(scores);
  }

  private static JsonNode golden() throws IOException {
    return new ObjectMapper().readTree(SharedFiles.shared("golden/bootstrap.json").toFile());
  }
}
