package dev.sotto.models.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptTokensTest {
  private static List<Integer> random(Random random, int before) {
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < before; id++) {
      if (random.nextInt(3) > 0) {
        ids.add(id);
      }
    }
    if (ids.isEmpty()) {
      ids.add(before - 1);
    }
    return ids;
  }

  private static KeptTokens of(int before, List<Integer> ids) {
    BitSet bits = new BitSet();
    ids.forEach(bits::set);
    return KeptTokens.of(before, bits);
  }

  @Test
  void idsMoveTogetherInTheirOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int before = 1 + random.nextInt(90);
      List<Integer> ids = random(random, before);
      KeptTokens kept = of(before, ids);
      assertEquals(ids.size(), kept.size());
      assertEquals(ids.size() == before, kept.isAll());
      for (int old = 0; old < before; old++) {
        int place = ids.indexOf(old);
        assertEquals(place >= 0, kept.has(old));
        assertEquals(place < 0 ? OptionalInt.empty() : OptionalInt.of(place), kept.id(old));
        if (place >= 0) {
          assertEquals(old, kept.old(place));
        }
      }
      assertEquals(kept, KeptTokens.parse(before, kept.ranges()));
      List<Integer> next = random(random, ids.size());
      assertEquals(
          of(before, next.stream().map(ids::get).toList()), kept.then(of(ids.size(), next)));
    }
  }

  @Test
  void rangesHoldBothEnds() {
    KeptTokens kept = of(12, List.of(0, 1, 2, 5, 7, 8, 11));
    assertEquals(List.of("0-2", "5", "7-8", "11"), kept.ranges());
    assertEquals("7 of 12 tokens", kept.toString());
    assertTrue(KeptTokens.parse(3, List.of("0", "1-2")).isAll());
    assertFalse(kept.isAll());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-12|ascending ids below 12, found \"0-12\"",
        "3,3|ascending ids below 12, found \"3\"",
        "5,2-3|ascending ids below 12, found \"2-3\"",
        "4-2|ascending ids below 12, found \"4-2\"",
        "x|ids such as \"7\" or \"0-255\", found \"x\"",
        "-1|ids such as \"7\" or \"0-255\", found \"-1\"",
        "99999999999|found \"99999999999\"",
      })
  void whatAreNoRangesIsRefused(String ranges, String reason) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> KeptTokens.parse(12, Arrays.asList(ranges.split(","))))
            .getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void oneTokenMustStay() {
    assertThrows(IllegalArgumentException.class, () -> KeptTokens.parse(12, List.of()));
    KeptTokens kept = of(12, List.of(1, 3));
    assertThrows(IllegalArgumentException.class, () -> kept.then(kept));
  }
}
