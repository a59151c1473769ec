package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.runtime.decode.ControlTokens;
import dev.sotto.runtime.decode.DecodingTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timestamps are the tokens from 1000 on. */
class LoopDetectorTest {
  private static final LoopDetector LOOPS =
      new LoopDetector(
          new DecodingTokens(
              new ControlTokens(
                  990, 991, OptionalInt.of(999), OptionalInt.empty(), OptionalInt.of(1000)),
              Map.of(),
              Map.of(),
              List.of(),
              List.of(),
              448));

  private static List<Integer> repeated(List<Integer> before, List<Integer> phrase, int tokens) {
    List<Integer> all = new ArrayList<>(before);
    for (int i = 0; i < tokens; i++) {
      all.add(phrase.get(i % phrase.size()));
    }
    return all;
  }

  private static List<Integer> distinct(int from, int count) {
    return IntStream.range(from, from + count).boxed().toList();
  }

  /** How many tokens of a phrase are a loop, and not one fewer: all four times of 16 or more. */
  @ParameterizedTest
  @CsvSource({"1, 16", "2, 16", "3, 18", "4, 16", "5, 20", "7, 28", "24, 96", "50, 200"})
  void aPhraseLoopsAtTheFourthTimeOfSixteenTokens(int period, int looping) {
    for (int before : new int[] {0, 1, 13}) {
      List<Integer> start = distinct(500, before);
      List<Integer> phrase = distinct(100, period);
      assertEquals(OptionalInt.empty(), LOOPS.kept(repeated(start, phrase, looping - 1)));
      assertEquals(OptionalInt.of(before + period), LOOPS.kept(repeated(start, phrase, looping)));
    }
  }

  @Test
  void whatPeopleSayAgainIsNoLoop() {
    assertEquals(OptionalInt.empty(), LOOPS.kept(Collections.nCopies(10, 645)));
    assertEquals(OptionalInt.empty(), LOOPS.kept(repeated(List.of(), distinct(0, 40), 120)));
  }

  @Test
  void timestampsDoNotHideALoop() {
    List<Integer> tokens = new ArrayList<>(List.of(1000));
    for (int time = 0; time < 4; time++) {
      tokens.addAll(List.of(5, 6, 7, 8, 1010 + 20 * time, 1010 + 20 * time));
    }
    tokens.remove(tokens.size() - 1);
    tokens.remove(tokens.size() - 1);
    assertEquals(OptionalInt.of(6), LOOPS.kept(tokens));
    assertEquals(1010, tokens.get(5));
  }

  /** Every suffix of every period, as the definition has it, on texts of few different tokens. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void agreesWithTheDefinition(long seed) {
    Random random = new Random(seed);
    int loops = 0;
    for (int text = 0; text < 300; text++) {
      List<Integer> tokens = new ArrayList<>();
      List<Integer> phrase = random.ints(1 + random.nextInt(6), 0, 3).boxed().toList();
      random.ints(random.nextInt(8), 0, 3).forEach(tokens::add);
      tokens.addAll(repeated(List.of(), phrase, random.nextInt(40)));
      OptionalInt expected = byDefinition(tokens);
      assertEquals(expected, LOOPS.kept(tokens), tokens::toString);
      loops += expected.isPresent() ? 1 : 0;
    }
    assertEquals(true, loops > 50 && loops < 250, () -> "both must occur");
  }

  private static OptionalInt byDefinition(List<Integer> tokens) {
    for (int period = 1; period <= tokens.size(); period++) {
      int times = 4;
      while (times * period < 16) {
        times++;
      }
      int from = tokens.size() - times * period;
      if (from < 0) {
        continue;
      }
      List<Integer> phrase = tokens.subList(from, from + period);
      List<Integer> loop = repeated(List.of(), phrase, times * period);
      if (loop.equals(tokens.subList(from, tokens.size()))) {
        return OptionalInt.of(from + period);
      }
    }
    return OptionalInt.empty();
  }
}
