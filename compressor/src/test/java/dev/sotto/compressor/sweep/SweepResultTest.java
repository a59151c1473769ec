package dev.sotto.compressor.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.compress.Compression.Found;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.compress.Heard;
import dev.sotto.compressor.compress.LoopEvidence;
import dev.sotto.compressor.compress.LoopEvidence.Signs;
import dev.sotto.compressor.compress.LoopEvidence.Worst;
import dev.sotto.compressor.compress.Probe;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.LayerParameters;
import dev.sotto.compressor.search.WerCeiling;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepResultTest {
  /** Of 100 words so many wrong. */
  private static List<String> texts(int wrong) {
    List<String> texts = new ArrayList<>(Collections.nCopies(10 - wrong, Heard.SAID));
    texts.addAll(Collections.nCopies(wrong, Heard.SAID.replace("house", "horse")));
    return texts;
  }

  private static Probe<Budget> probe(int percent, int wrong, boolean loops) {
    LoopEvidence evidence =
        new LoopEvidence(
            loops, 10, 100, new Signs(0, 0), new Signs(0, 0), new Worst("a", "b", 0, 1));
    CompressionResult result =
        new CompressionResult(
            null,
            null,
            null,
            Heard.of(1000, texts(2)),
            Heard.of(1000 - 10L * percent, texts(wrong)),
            evidence,
            List.of(),
            1);
    return new Probe<>(
        Budget.parse("layers=" + percent + "%"),
        Optional.of(new Found(result, Path.of("stage"))),
        "");
  }

  private static Probe<Budget> refused(int percent) {
    return new Probe<>(Budget.parse("layers=" + percent + "%"), Optional.empty(), "cannot be met");
  }

  private static SweepResult sweep(double ceiling, List<Probe<Budget>> probes) {
    return SweepResult.of(new LayerParameters(), probes, new WerCeiling(ceiling));
  }

  private static List<String> dominated(SweepResult sweep) {
    return sweep.points().stream().filter(SweepPoint::dominated).map(SweepPoint::name).toList();
  }

  @Test
  void whatIsLargerAndHearsWorseIsDominated() {
    SweepResult sweep =
        sweep(
            1,
            List.of(
                probe(10, 3, false),
                probe(20, 5, false),
                probe(30, 4, false),
                probe(40, 9, false)));
    assertEquals(List.of("layers-20"), dominated(sweep));
  }

  @Test
  void whatLoopsDominatesNothingAndIsNeverTheLargest() {
    SweepResult sweep = sweep(5, List.of(probe(10, 3, false), probe(20, 2, true), refused(99)));
    assertEquals(List.of(), dominated(sweep));
    assertEquals("layers-10", sweep.largest().orElseThrow().name());
    assertEquals("loops", sweep.points().get(1).remark());
    assertTrue(SweepReport.conclusion(sweep).contains("layers=10%"));
    assertTrue(SweepReport.conclusion(sweep).contains("loop, here 1"));
  }

  @Test
  void theLargestIsTheSmallestModelBelowTheCeiling() {
    List<Probe<Budget>> probes =
        List.of(probe(10, 2, false), probe(20, 4, false), probe(30, 3, false));
    assertEquals("layers-10", sweep(0.5, probes).largest().orElseThrow().name());
    assertEquals("layers-30", sweep(1, probes).largest().orElseThrow().name());
    assertTrue(sweep(0.5, List.of(probe(10, 3, false))).largest().isEmpty());
  }

  @Test
  void aSweepOfNothingButRefusalsSaysWhy() {
    SottoException e =
        assertThrows(SottoException.class, () -> sweep(1, List.of(refused(98), refused(99))));
    assertEquals(SottoException.Code.CHECK_FAILED, e.code());
    assertEquals("cannot be met", e.getMessage());
  }

  @Test
  void everyPointHasItsRowAndItsEntry() {
    SweepResult sweep = sweep(1, List.of(probe(10, 3, false), probe(20, 9, true), refused(99)));
    assertEquals(4, SweepReport.table(sweep).rows().size());
    assertEquals("3.00 %", SweepReport.table(sweep).rows().get(1).get(1));
    assertEquals("+1.00 points", SweepReport.table(sweep).rows().get(1).get(2));
  }
}
