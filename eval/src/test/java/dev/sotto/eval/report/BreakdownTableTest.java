package dev.sotto.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.eval.result.Breakdown;
import dev.sotto.eval.result.Breakdown.Slice;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreakdownTableTest {
  private static Slice slice(String name, int edits) {
    EditCounts counts = new EditCounts(20 - edits, edits, 0, 0);
    return new Slice(name, 3, new WordErrorRate(List.of(new UtteranceScore(counts, counts))));
  }

  @Test
  void durationsKeepTheirOrder() {
    Table table =
        BreakdownTable.of(
            new Breakdown(Breakdown.DURATION, List.of(slice("short", 1), slice("long", 2))));
    assertEquals("by duration", table.header().get(0));
    assertEquals(List.of("short", "3", "20", "5.00 %", "5.00 %"), table.rows().get(0));
    assertEquals("long", table.rows().get(1).get(0));
  }

  @Test
  void ofManySpeakersThoseWithTheHighestRatesAreShown() {
    List<Slice> speakers = IntStream.range(0, 13).mapToObj(i -> slice("s" + i, i)).toList();
    Table table = BreakdownTable.of(new Breakdown("speaker", speakers));
    assertEquals(10, table.rows().size());
    assertEquals("s12", table.rows().get(0).get(0));
    assertEquals("s3", table.rows().get(9).get(0));
    assertEquals(List.of("And 3 with lower rates; --json has all."), table.remarks());
  }
}
