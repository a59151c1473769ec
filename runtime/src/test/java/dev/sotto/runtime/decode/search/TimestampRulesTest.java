package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.ControlTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are 0 to 9, the end 10, no timestamps 12, timestamps 13 to 112, 0.00 to 1.98 s. */
class TimestampRulesTest {
  private static final int END = 10;
  private static final int NO_TIMESTAMPS = 12;
  private static final int FIRST = 13;
  private static final int SIZE = 113;
  private static final TimestampRules RULES =
      new TimestampRules(
          new ControlTokens(
              11, END, OptionalInt.of(NO_TIMESTAMPS), OptionalInt.empty(), OptionalInt.of(FIRST)));

  /** Text is far likelier than time, so that the last rule does not apply. */
  private static Set<Integer> allowed(Integer... written) {
    float[] row = new float[SIZE];
    for (int id = 0; id < FIRST; id++) {
      row[id] = 50;
    }
    RULES.apply(row, List.of(written));
    Set<Integer> allowed = new TreeSet<>();
    for (int id = 0; id < SIZE; id++) {
      if (row[id] != Float.NEGATIVE_INFINITY) {
        allowed.add(id);
      }
    }
    return allowed;
  }

  private static Set<Integer> ids(int... ranges) {
    Set<Integer> ids = new TreeSet<>();
    for (int i = 0; i < ranges.length; i += 2) {
      for (int id = ranges[i]; id <= ranges[i + 1]; id++) {
        ids.add(id);
      }
    }
    return ids;
  }

  @Test
  void aTextBeginsWithATimeWithinTheFirstSecond() {
    assertEquals(ids(FIRST, FIRST + 50), allowed());
  }

  @Test
  void afterTheFirstTimeComesText() {
    assertEquals(ids(0, 11), allowed(FIRST + 3));
  }

  @Test
  void withinTextTimeGoesOnButDoesNotStandStill() {
    assertEquals(ids(0, 11, FIRST + 4, SIZE - 1), allowed(FIRST + 3, 1, 2));
  }

  @Test
  void afterAnEndComesABeginningOrTheEndOfTheText() {
    assertEquals(ids(END, 11, FIRST + 20, SIZE - 1), allowed(FIRST + 3, 1, FIRST + 20));
  }

  @Test
  void afterAPairComesText() {
    assertEquals(ids(0, 11), allowed(FIRST + 3, 1, FIRST + 20, FIRST + 20));
  }

  @Test
  void timeComesWhereAllTimesTogetherAreLikelierThanAnyText() {
    float[] row = new float[SIZE];
    row[1] = 3;
    RULES.apply(row, List.of(FIRST, 1));
    assertEquals(Float.NEGATIVE_INFINITY, row[1]);
    assertEquals(0, row[FIRST + 1]);

    row = new float[SIZE];
    row[1] = 6;
    RULES.apply(row, List.of(FIRST, 1));
    assertEquals(6, row[1]);
  }

  @Test
  void aModelWithoutTimestampsIsAUsageError() {
    ControlTokens none =
        new ControlTokens(1, 0, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    SottoException e = assertThrows(SottoException.class, () -> new TimestampRules(none));
    assertEquals(SottoException.Code.USAGE, e.code());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithOpenAisRulesOnRandomRows(long seed) {
    Random random = new Random(seed);
    boolean forced = false;
    boolean free = false;
    for (int round = 0; round < 300; round++) {
      List<Integer> written = new ArrayList<>();
      for (int i = random.nextInt(7); i > 0; i--) {
        written.add(random.nextBoolean() ? random.nextInt(10) : FIRST + random.nextInt(100));
      }
      float[] row = new float[SIZE];
      double spread = 1 + random.nextInt(4);
      for (int id = 0; id < SIZE; id++) {
        row[id] = (float) (spread * random.nextGaussian() + (id < FIRST ? random.nextInt(4) : 0));
      }
      float[] expected = literal(row, written);
      RULES.apply(row, written);
      assertArrayEquals(expected, row, written::toString);
      boolean text = false;
      for (int id = 0; id < FIRST; id++) {
        text |= row[id] != Float.NEGATIVE_INFINITY;
      }
      forced |= !text;
      free |= text;
    }
    assertTrue(forced && free, "both must occur");
  }

  /** Line by line what ApplyTimestampRules of OpenAI's decoding.py says. */
  private static float[] literal(float[] given, List<Integer> seq) {
    float[] logits = given.clone();
    logits[NO_TIMESTAMPS] = Float.NEGATIVE_INFINITY;
    int n = seq.size();
    boolean lastWasTimestamp = n >= 1 && seq.get(n - 1) >= FIRST;
    boolean penultimateWasTimestamp = n < 2 || seq.get(n - 2) >= FIRST;
    if (lastWasTimestamp) {
      if (penultimateWasTimestamp) {
        suppress(logits, FIRST, SIZE);
      } else {
        suppress(logits, 0, END);
      }
    }
    List<Integer> timestamps = seq.stream().filter(token -> token >= FIRST).toList();
    if (!timestamps.isEmpty()) {
      int timestampLast =
          lastWasTimestamp && !penultimateWasTimestamp
              ? timestamps.get(timestamps.size() - 1)
              : timestamps.get(timestamps.size() - 1) + 1;
      suppress(logits, FIRST, timestampLast);
    }
    if (n == 0) {
      suppress(logits, 0, FIRST);
      suppress(logits, FIRST + 50 + 1, SIZE);
    }
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit);
    }
    double time = 0;
    double text = 0;
    for (int id = 0; id < SIZE; id++) {
      double probability = Math.exp(logits[id]) / total;
      if (id >= FIRST) {
        time += probability;
      } else {
        text = Math.max(text, probability);
      }
    }
    if (Math.log(time) > Math.log(text)) {
      suppress(logits, 0, FIRST);
    }
    return logits;
  }

  private static void suppress(float[] logits, int from, int to) {
    for (int id = from; id < to; id++) {
      logits[id] = Float.NEGATIVE_INFINITY;
    }
  }
}
