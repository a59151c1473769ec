package dev.sotto.eval.report;

import dev.sotto.eval.result.Breakdown;
import dev.sotto.eval.result.Breakdown.Slice;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Error rates of the parts of a data set as tables. */
public final class BreakdownTable {
  private static final int MOST_ROWS = 10;

  private BreakdownTable() {}

  /** One table for each way in which the data falls into several parts. */
  public static List<Table> of(EvalResult result) {
    return result.breakdowns().stream()
        .filter(breakdown -> breakdown.slices().size() > 1)
        .map(BreakdownTable::of)
        .toList();
  }

  /** Durations in their order; languages and speakers with the highest rates first. */
  static Table of(Breakdown breakdown) {
    List<Slice> slices = new ArrayList<>(breakdown.slices());
    if (!breakdown.by().equals(Breakdown.DURATION)) {
      slices.sort(Comparator.comparingDouble((Slice slice) -> slice.rate().rate()).reversed());
    }
    int shown = Math.min(MOST_ROWS, slices.size());
    int more = slices.size() - shown;
    boolean words = slices.stream().allMatch(slice -> slice.rate().measure() == Measure.WORDS);
    return new Table(
        words
            ? List.of("by " + breakdown.by(), "utterances", "words", "WER", "CER")
            : List.of(
                "by " + breakdown.by(), "utterances", "counted by", "error rate", "WER", "CER"),
        slices.subList(0, shown).stream()
            .map(slice -> words ? row(slice) : rowWithMeasure(slice))
            .toList(),
        more == 0 ? List.of() : List.of("And " + more + " with lower rates; --json has all."));
  }

  private static List<String> row(Slice slice) {
    return List.of(
        slice.name(),
        Integer.toString(slice.utterances()),
        Long.toString(slice.rate().words().referenceLength()),
        Formats.percent(slice.rate().wer()),
        Formats.percent(slice.rate().cer()));
  }

  private static List<String> rowWithMeasure(Slice slice) {
    return List.of(
        slice.name(),
        Integer.toString(slice.utterances()),
        slice.rate().measure().key(),
        Formats.percent(slice.rate().rate()),
        Formats.percent(slice.rate().wer()),
        Formats.percent(slice.rate().cer()));
  }
}
