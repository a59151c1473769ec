package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.SearchOptions;
import dev.sotto.runtime.decode.TestOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingDecoderTest {
  private static final int END = SearchModel.END;
  private static final Set<Integer> MANY =
      IntStream.concat(IntStream.range(155, 200), IntStream.of(END))
          .boxed()
          .collect(Collectors.toSet());

  @TempDir Path folder;

  private static List<Decoding> draw(SearchModel model, int bestOf, long seed, int... items) {
    SearchOptions search = new SearchOptions(1, 1, OptionalDouble.empty(), 0.8, bestOf, seed);
    DecodingOptions options = TestOptions.of(DecodingOptions.defaults().withSearch(search), 12);
    return model.decode(new SamplingDecoder(model.space(options), search), items);
  }

  @Test
  void theSeedAloneDecides() {
    try (SearchModel model = new SearchModel(folder, MANY)) {
      List<Decoding> drawn = draw(model, 1, 7, 0, 1, 2);
      assertEquals(drawn, draw(model, 1, 7, 0, 1, 2));
      for (int item = 0; item < 3; item++) {
        assertEquals(drawn.get(item).tokens(), draw(model, 1, 7, item).get(0).tokens());
      }
      assertEquals(
          List.of(drawn.get(2).tokens(), drawn.get(0).tokens()),
          draw(model, 1, 7, 2, 0).stream().map(Decoding::tokens).toList());
      Set<List<Integer>> others = new HashSet<>();
      for (long seed = 1; seed <= 10; seed++) {
        others.add(draw(model, 1, seed, 0).get(0).tokens());
      }
      assertTrue(others.size() > 5, others::toString);
    }
  }

  @Test
  void theProbabilityIsThatOfTheWholeTextAtTemperatureOne() {
    try (SearchModel model = new SearchModel(folder, MANY)) {
      for (Decoding drawn : draw(model, 3, 5, 1)) {
        double sum = 0;
        for (int i = 0; i < drawn.tokens().size(); i++) {
          sum += model.logProbabilities(1, drawn.tokens().subList(0, i))[drawn.tokens().get(i)];
        }
        assertEquals(sum, drawn.logProbability(), 1e-3);
        assertEquals(0.8, drawn.temperature());
      }
    }
  }

  @Test
  void theBestOfSeveralIsNoWorse() {
    Ranking ranking = new Ranking(OptionalDouble.empty());
    try (SearchModel model = new SearchModel(folder, MANY)) {
      boolean better = false;
      for (long seed = 1; seed <= 5; seed++) {
        Decoding one = draw(model, 1, seed, 0).get(0);
        Decoding best = draw(model, 6, seed, 0).get(0);
        assertTrue(score(best) >= score(one) - 1e-6);
        better |= score(best) > score(one) + 1e-3;
      }
      assertTrue(better, ranking::toString);
    }
  }

  private static double score(Decoding decoding) {
    int length = decoding.tokens().size() - (decoding.ended() ? 1 : 0);
    return decoding.logProbability() / Math.max(1, length);
  }

  /** How often each token is drawn, for numbers spread evenly. */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.6, 1, 1.7})
  void tokensAreDrawnByTheirProbabilityAtTheTemperature(double temperature) {
    Random random = new Random(3);
    int size = 30;
    float[] row = new float[size];
    for (int id = 0; id < size; id++) {
      row[id] = (float) (2 * random.nextGaussian());
    }
    double sum = 0;
    for (int id = 1; id < size; id++) {
      sum += Math.exp(row[id] / temperature);
    }
    TokenRule notTheFirst = (logits, written) -> logits[0] = Float.NEGATIVE_INFINITY;
    NextToken next = new NextToken(List.of(notTheFirst), size);
    next.read(new Logits(FloatBuffer.wrap(row), 1, size), 0, List.of());
    int draws = 100_000;
    int[] counts = new int[size];
    for (int draw = 0; draw < draws; draw++) {
      counts[next.draw(temperature, (draw + 0.5) / draws).token()]++;
    }
    assertEquals(0, counts[0]);
    for (int id = 1; id < size; id++) {
      assertEquals(draws * Math.exp(row[id] / temperature) / sum, counts[id], 1.01);
    }
    assertTrue(next.draw(temperature, Math.nextDown(1.0)).token() > 0);
  }
}
