package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.SearchOptions;
import dev.sotto.runtime.decode.TestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against searches that score every sequence as a whole, without a cache. */
class BeamDecoderTest {
  private static final int END = SearchModel.END;

  /** Of which the random model writes longer and shorter texts. */
  private static final Set<Integer> MANY =
      IntStream.concat(IntStream.range(155, 200), IntStream.of(END))
          .boxed()
          .collect(Collectors.toSet());

  @TempDir Path folder;

  private static DecodingOptions options(int limit, SearchOptions search) {
    return TestOptions.of(DecodingOptions.defaults().withSearch(search), limit);
  }

  private static SearchOptions beams(int beams, double patience, OptionalDouble penalty) {
    return new SearchOptions(beams, patience, penalty, 0, 1, 1);
  }

  private List<Decoding> decode(SearchModel model, DecodingOptions options, int... items) {
    return model.decode(new BeamDecoder(model.space(options), options.search()), items);
  }

  @ParameterizedTest
  @CsvSource({"2, 1, ", "3, 1, ", "5, 1, 0", "3, 2, 1", "4, 0.5, 0.6"})
  void writesWhatTheNaiveSearchWrites(int beams, double patience, Double penalty) {
    SearchOptions search =
        beams(
            beams, patience, penalty == null ? OptionalDouble.empty() : OptionalDouble.of(penalty));
    try (SearchModel model = new SearchModel(folder, MANY)) {
      for (int item = 0; item < 3; item++) {
        Found naive = naive(model, item, search, 9);
        Decoding found = decode(model, options(9, search), item).get(0);
        assertEquals(naive.tokens, found.tokens());
        assertEquals(naive.sum, found.logProbability(), 1e-3);
        assertEquals(naive.tokens.contains(END), found.ended());
        assertFalse(found.looped());
      }
    }
  }

  @Test
  void theOtherUtterancesOfABatchChangeNothing() {
    SearchOptions search = beams(4, 1, OptionalDouble.empty());
    try (SearchModel model = new SearchModel(folder, MANY)) {
      List<Decoding> together = decode(model, options(12, search), 0, 1, 2);
      for (int item = 0; item < 3; item++) {
        assertEquals(
            decode(model, options(12, search), item).get(0).tokens(), together.get(item).tokens());
      }
      assertNotEquals(together.get(0).tokens(), together.get(1).tokens());
    }
  }

  @Test
  void portionsOfABatchChangeNothing() {
    SearchOptions search = beams(4, 1, OptionalDouble.empty());
    try (SearchModel model = new SearchModel(folder, MANY)) {
      DecodingOptions options = options(8, search);
      BeamDecoder decoder = new BeamDecoder(model.space(options), search);
      assertEquals(
          decode(model, options, 0, 1, 2, 0, 1).stream().map(Decoding::tokens).toList(),
          model.decode(PortionedDecoder.of(decoder, 8), 0, 1, 2, 0, 1).stream()
              .map(Decoding::tokens)
              .toList());
    }
  }

  /** With more beams than there are beginnings a search looks at everything. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void enoughBeamsFindTheBestOfAllTexts(int item) {
    Set<Integer> few = Set.of(31, 40, 47, END);
    SearchOptions search = beams(64, 1, OptionalDouble.empty());
    try (SearchModel model = new SearchModel(folder, few)) {
      Found best =
          all(model, item, List.of(), 0, 4).stream()
              .max(Comparator.comparingDouble(found -> found.score(search)))
              .orElseThrow();
      Decoding found = decode(model, options(4, search), item).get(0);
      assertEquals(best.tokens, found.tokens());
      assertEquals(best.sum, found.logProbability(), 1e-3);
    }
  }

  @Test
  void aTextThatRepeatsItselfIsCut() {
    SearchOptions search = beams(3, 1, OptionalDouble.empty());
    try (SearchModel model = new SearchModel(folder, Set.of(31))) {
      Decoding found = decode(model, options(30, search), 0).get(0);
      assertEquals(List.of(31), found.tokens());
      assertTrue(found.looped());
      assertFalse(found.ended());
    }
  }

  private record Found(List<Integer> tokens, double sum) {
    double score(SearchOptions search) {
      int length = Math.max(1, tokens.size() - (tokens.contains(END) ? 1 : 0));
      return search.lengthPenalty().isPresent()
          ? sum / Math.pow((5 + length) / 6.0, search.lengthPenalty().getAsDouble())
          : sum / length;
    }

    Found with(int token, double logProbability) {
      List<Integer> longer = new ArrayList<>(tokens);
      longer.add(token);
      return new Found(longer, sum + logProbability);
    }
  }

  private static List<Found> all(
      SearchModel model, int item, List<Integer> tokens, double sum, int limit) {
    List<Found> all = new ArrayList<>();
    double[] next = model.logProbabilities(item, tokens);
    for (int id = 0; id < next.length; id++) {
      if (next[id] == Double.NEGATIVE_INFINITY) {
        continue;
      }
      Found longer = new Found(tokens, sum).with(id, next[id]);
      if (id == END || longer.tokens.size() == limit) {
        all.add(longer);
      } else {
        all.addAll(all(model, item, longer.tokens, longer.sum, limit));
      }
    }
    return all;
  }

  /** BeamSearchDecoder of OpenAI's decoding.py, one step after the other, for one utterance. */
  private static Found naive(SearchModel model, int item, SearchOptions search, int limit) {
    int maxCandidates = (int) Math.round(search.beams() * search.patience());
    Map<List<Integer>, Double> finished = new LinkedHashMap<>();
    List<Found> beams = new ArrayList<>();
    IntStream.range(0, search.beams()).forEach(beam -> beams.add(new Found(List.of(), 0)));
    for (int step = 0; step < limit && finished.size() < maxCandidates; step++) {
      Map<List<Integer>, Double> scores = new LinkedHashMap<>();
      for (Found beam : beams) {
        double[] next = model.logProbabilities(item, beam.tokens);
        IntStream.range(0, next.length)
            .boxed()
            .sorted(Comparator.comparingDouble(id -> -next[id]))
            .limit(search.beams() + 1)
            .map(id -> beam.with(id, next[id]))
            .forEach(longer -> scores.put(longer.tokens, longer.sum));
      }
      beams.clear();
      List<List<Integer>> ranked = new ArrayList<>(scores.keySet());
      ranked.sort(Comparator.comparingDouble(tokens -> -scores.get(tokens)));
      for (List<Integer> tokens : ranked) {
        if (tokens.get(tokens.size() - 1) == END) {
          if (finished.size() < maxCandidates) {
            finished.put(tokens, scores.get(tokens));
          }
        } else {
          beams.add(new Found(tokens, scores.get(tokens)));
          if (beams.size() == search.beams()) {
            break;
          }
        }
      }
    }
    for (Found beam : beams) {
      if (finished.size() >= search.beams()) {
        break;
      }
      finished.put(beam.tokens, beam.sum);
    }
    return finished.entrySet().stream()
        .map(entry -> new Found(entry.getKey(), entry.getValue()))
        .max(Comparator.comparingDouble(found -> found.score(search)))
        .orElseThrow();
  }
}
