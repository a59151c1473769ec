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
    int more = slices.size() - MOST_ROWS;
    boolean words = slices.stream().allMatch(slice -> slice.rate().measure() == Measure.WORDS);
    String by = "by " + breakdown.by();
    return new Table(
        words
            ? List.of(by, "utterances", "words", "WER", "CER")
            : List.of(by, "utterances", "counted by", "error rate", "WER", "CER"),
        slices.stream().limit(MOST_ROWS).map(slice -> row(slice, words)).toList(),
        more <= 0 ? List.of() : List.of("And " + more + " with lower rates; --json has all."));
  }

  private static List<String> row(Slice slice, boolean words) {
    List<String> row = new ArrayList<>(List.of(slice.name(), slice.utterances() + ""));
    row.addAll(
        words
            ? List.of(slice.rate().words().referenceLength() + "")
            : List.of(slice.rate().measure().key(), Formats.percent(slice.rate().rate())));
    row.add(Formats.percent(slice.rate().wer()));
    row.add(Formats.percent(slice.rate().cer()));
    return row;
  }
}
