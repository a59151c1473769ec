package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.ControlTokens;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.search.NextToken.Choice;
import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextTokenTest {
  private static NextToken next(int vocabulary, List<Integer> always, List<Integer> begin) {
    Suppression suppression =
        new Suppression(
            new DecodingTokens(
                new ControlTokens(
                    0, 1, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
                Map.of(),
                Map.of(),
                always,
                begin,
                448));
    return new NextToken(List.of(suppression), vocabulary);
  }

  private static Choice best(NextToken next, Logits logits, int item, boolean begin) {
    next.read(logits, item, begin ? List.of() : List.of(3));
    return next.best();
  }

  private static Logits logits(float... row) {
    return new Logits(FloatBuffer.wrap(row), 1, row.length);
  }

  @Test
  void ofEqualLogitsTheLowestIdWins() {
    Choice choice = best(next(4, List.of(), List.of()), logits(1, 3, 3, 2), 0, false);
    assertEquals(1, choice.token());
    assertEquals(0, choice.margin());
  }

  @Test
  void suppressedTokensNeitherWinNorCount() {
    NextToken next = next(4, List.of(0), List.of(1));
    Choice first = best(next, logits(9, 8, 2, 1), 0, true);
    assertEquals(2, first.token());
    assertEquals(1, first.margin(), 1e-6);
    assertEquals(-Math.log1p(Math.exp(-1)), first.logProbability(), 1e-6);
    assertEquals(1, best(next, logits(9, 8, 2, 1), 0, false).token());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithSortingAllLogits(long seed) {
    Random random = new Random(seed);
    int vocabulary = 50 + random.nextInt(50);
    float[] rows = new float[2 * 3 * vocabulary];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) Math.rint(random.nextGaussian() * 5);
    }
    List<Integer> always = random.ints(5, 0, vocabulary).boxed().toList();
    Logits logits = new Logits(FloatBuffer.wrap(rows), 3, vocabulary);
    float[] last = logits.row(1, 2);
    List<Integer> ranked =
        IntStream.range(0, vocabulary)
            .boxed()
            .filter(id -> !always.contains(id))
            .sorted(Comparator.comparing((Integer id) -> -last[id]))
            .toList();
    double sum = ranked.stream().mapToDouble(id -> Math.exp(last[id])).sum();

    NextToken next = next(vocabulary, always, List.of());
    Choice choice = best(next, logits, 1, true);

    assertEquals(ranked.get(0), choice.token());
    assertEquals(last[ranked.get(0)] - last[ranked.get(1)], choice.margin());
    assertEquals(last[ranked.get(0)] - Math.log(sum), choice.logProbability(), 1e-9);
    List<Choice> likeliest = next.likeliest(7);
    assertEquals(ranked.subList(0, 7), likeliest.stream().map(Choice::token).toList());
    for (Choice one : likeliest) {
      assertEquals(last[one.token()] - Math.log(sum), one.logProbability(), 1e-9);
      int other = ranked.get(one.token() == ranked.get(0) ? 1 : 0);
      assertEquals(last[one.token()] - last[other], one.margin());
    }
    assertEquals(ranked.size(), next.likeliest(2 * vocabulary).size());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void brokenLogitsAreReported(float broken) {
    for (int at = 0; at < 3; at++) {
      float[] row = {1, 2, 3};
      row[at] = broken;
      NextToken next = next(3, List.of(), List.of());
      SottoException e =
          assertThrows(SottoException.class, () -> next.read(logits(row), 0, List.of()));
      assertTrue(e.getMessage().contains("finite logits"), e.getMessage());
    }
  }
}
