package dev.sotto.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.dataset.BadRows;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.eval.probe.HeardSound;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.ModelRun;
import dev.sotto.eval.result.ModelSize;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  private static EvalResult result(String heard, ModelSize size, OptionalLong peakBytes) {
    String said = "one two three four";
    return MadeUp.result(
        new ModelIdentity("model", Map.of()),
        MadeUp.data("folder/test", 1, 2.5, "f"),
        EvaluationSettings.defaults().withNormalizer(Normalizers.of("raw")),
        List.of(MadeUp.heard("a", said, heard, List.of(1), UtteranceScore.of(said, heard))),
        new Interval(0.1, 0.9),
        size,
        new Measurement(
            1,
            new Measurement.Window(2, 100, 10, 3),
            0.007,
            OptionalDouble.of(0.05),
            peakBytes,
            OptionalLong.empty()),
        Map.of());
  }

  private static final EvalResult DENSE =
      result(
          "one two three four",
          MadeUp.size(2_000_000, 0, 8_000_000, new Flops(4_000_000_000L, 0, 0, 0, 0)),
          OptionalLong.of(500_000_000));
  private static final EvalResult COMPRESSED =
      result(
          "one too four five",
          MadeUp.size(1_500_000, 7, 6_000_000, new Flops(3_000_000_000L, 0, 0, 0, 0)),
          OptionalLong.of(400_000_000));

  private static List<String> row(Table table, String label) {
    return table.rows().stream()
        .filter(row -> row.get(0).strip().startsWith(label))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void comparesEveryFigure() {
    Table table = ResultTable.compare(DENSE, COMPRESSED);
    assertEquals(List.of("", "dense", "compressed", "change"), table.header());
    assertEquals(
        List.of("word error rate (WER)", "0.00 %", "75.00 %", "+75.00 points"),
        row(table, "word error"));
    assertEquals("1 / 1 / 1 of 4", row(table, "substituted").get(2));
    assertEquals(List.of("parameters", "2.0 M", "1.5 M", "-25.0 %"), row(table, "parameters"));
    assertEquals(
        List.of("removed parameters (physically gone)", "-", "500.0 k", "25.00 %"),
        row(table, "removed"));
    assertEquals(List.of("zeroed parameters (still stored)", "0", "7", "-"), row(table, "zeroed"));
    assertEquals("-25.0 %", row(table, "FLOPs").get(3));
    assertEquals(List.of("size on disk", "8.0 MB", "6.0 MB", "-25.0 %"), row(table, "size"));
    assertEquals("-20.0 %", row(table, "peak memory").get(3));
    assertEquals(List.of("real-time factor", "0.050", "0.050", "+0.0 %"), row(table, "real-time"));
    assertEquals("202.0 ms", row(table, "time of a standard window").get(1));
    assertTrue(table.remarks().get(0).contains("folder/test"), table.remarks().get(0));
    assertTrue(table.remarks().get(0).contains("raw"), table.remarks().get(0));
  }

  @Test
  void oneModelHasOneColumn() {
    Table table = ResultTable.of(DENSE);
    assertEquals(2, table.header().size());
    assertEquals(List.of("size on disk", "8.0 MB"), row(table, "size"));
    assertTrue(table.rows().stream().noneMatch(row -> row.get(0).startsWith("removed")));
  }

  @Test
  void whatThisMachineCannotMeasureIsSaid() {
    EvalResult elsewhere = result("one", DENSE.size(), OptionalLong.empty());
    List<String> peak = row(ResultTable.compare(DENSE, elsewhere), "peak memory");
    assertEquals(Arrays.asList("peak memory", "500.0 MB", "not measured", "-"), peak);
    assertTrue(ResultTable.of(elsewhere).remarks().toString().contains("only measured on Linux"));
  }

  @Test
  void ratesThatCannotBeComparedAreSaidToBeSo() {
    EvalResult other =
        MadeUp.result(
            DENSE.model(),
            MadeUp.data("folder/test", 1, 2.5, "g"),
            EvaluationSettings.defaults().withNormalizer(Normalizers.of("mark-preserving")),
            DENSE.utterances(),
            DENSE.interval(),
            DENSE.size(),
            DENSE.speed().orElseThrow(),
            Map.of());
    List<String> expected =
        List.of(
            "Warning: the rates are of different normalisers (raw, mark-preserving) and cannot be"
                + " compared.",
            "Warning: the rates are of different data and cannot be compared.");
    assertEquals(expected, ResultTable.compare(DENSE, other).remarks().subList(1, 3));
    assertEquals(
        expected, ResultTable.sideBySide(DENSE, Map.of("x", other)).remarks().subList(1, 3));
    assertTrue(
        ResultTable.compare(DENSE, COMPRESSED).remarks().stream()
            .noneMatch(remark -> remark.startsWith("Warning")));
  }

  private static EvalResult with(ModelSize size, Optional<HallucinationProbe> probe) {
    return new EvalResult(
        DENSE.model(),
        MadeUp.data(
            "d",
            1,
            OptionalDouble.empty(),
            "f",
            new Selection(Filter.NONE, 4, new BadRows(2, List.of("line 3: x")))),
        DENSE.scoring(),
        DENSE.utterances(),
        DENSE.interval(),
        size,
        Optional.of(
            new ModelRun(
                EvaluationSettings.of(DENSE),
                DENSE.speed().orElseThrow(),
                OptionalDouble.of(36.94e9),
                probe)),
        Map.of());
  }

  @Test
  void whatCannotBeToldFromAModelIsNotKnownAndWhyIsSaid() {
    ModelSize odd =
        new ModelSize(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.of(5_000_000),
            Optional.empty(),
            List.of("odd.onnx: no such layout"));
    EvalResult unknown = with(odd, Optional.empty());
    Table table = ResultTable.compare(DENSE, unknown);
    assertEquals(List.of("parameters", "2.0 M", "not known", "-"), row(table, "parameters"));
    assertEquals(
        List.of("removed parameters (physically gone)", "-", "not known", "-"),
        row(table, "removed"));
    assertEquals("not known", row(table, "FLOPs").get(2));
    assertEquals(List.of("size on disk", "8.0 MB", "5.0 MB", "-37.5 %"), row(table, "size"));
    assertTrue(table.remarks().contains("Not known: odd.onnx: no such layout"));
    Table both = ResultTable.compare(unknown, unknown);
    assertEquals(
        1, both.remarks().stream().filter(remark -> remark.startsWith("Not known: ")).count());
    assertTrue(
        ResultTable.compare(unknown, DENSE)
            .remarks()
            .contains("Not known: odd.onnx: no such layout"));
    assertEquals(
        "not known", row(ResultTable.sideBySide(DENSE, Map.of("x", unknown)), "removed").get(2));
  }

  @Test
  void rowsThatWereLeftOutOrSkippedAreCounted() {
    List<String> remarks = ResultTable.of(with(DENSE.size(), Optional.empty())).remarks();
    assertEquals("On d: 1 utterances, normaliser raw.", remarks.get(0));
    assertEquals("The filter left out 4 utterances.", remarks.get(1));
    assertEquals("Skipped 2 bad rows.", remarks.get(2));
  }

  @Test
  void wordsInSilenceAreCountedAndShown() {
    HallucinationProbe probe =
        new HallucinationProbe(
            1,
            List.of(
                new HeardSound("silence", 5, "", OptionalDouble.empty()),
                new HeardSound("hum", 30, " . ... ", OptionalDouble.empty()),
                new HeardSound(
                    "hiss",
                    30,
                    " Thank \n\u001b[31myou." + "x".repeat(80),
                    OptionalDouble.of(0.1))));
    Table table = ResultTable.of(with(DENSE.size(), Optional.of(probe)));
    assertEquals("2 words, text in 2 of 3", row(table, "text on silence").get(1));
    Table sounds = ProbeTable.of(probe);
    assertEquals(List.of("silence", "5", "0", ""), sounds.rows().get(0));
    assertEquals(List.of("hum", "30", "0", ". ..."), sounds.rows().get(1));
    String text = sounds.rows().get(2).get(3);
    assertTrue(text.startsWith("Thank  [31myou.xxx") && text.endsWith("x..."), text);
  }

  @Test
  void bothFormsShowTheSameCells() {
    Table table = ResultTable.compare(DENSE, COMPRESSED);
    assertTrue(table.toPlainText().contains("+75.00 points"));
    assertTrue(table.toMarkdown().contains("| 0.00 % | 75.00 % | +75.00 points |"));
  }
}
