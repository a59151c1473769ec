package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.ComparisonTable.Cell;
import dev.sotto.eval.report.html.ComparisonTable.Row;
import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All figures of all models side by side. */
final class HeadlineSection {
  /** Smaller shares would be shown as nothing. */
  private static final double LEAST_SHARE = 0.00005;

  private HeadlineSection() {}

  static void write(Page page, HtmlWriter html) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            page,
            page.measure().label(),
            r -> new Cell(Numbers.percent(r.errorRate().rate()), Numbers.percents(r.interval()))));
    if (!page.candidates().isEmpty()) {
      rows.add(difference(page));
    }
    rows.add(row(page, "substituted / deleted / inserted", HeadlineSection::edits));
    if (page.measure() != Measure.CHARACTERS) {
      rows.add(
          row(page, "character error rate", r -> Cell.of(Numbers.percent(r.errorRate().cer()))));
    }
    if (page.measure() != Measure.WORDS) {
      rows.add(row(page, "word error rate", r -> Cell.of(Numbers.percent(r.errorRate().wer()))));
    }
    rows.add(cost(page, ModelCost.PARAMETERS, ""));
    rows.add(row(page, "parameters set to zero", HeadlineSection::zeroed));
    rows.add(cost(page, ModelCost.FLOPS, ""));
    rows.add(cost(page, ModelCost.CLIP_FLOPS, ""));
    rows.add(cost(page, ModelCost.SIZE, ""));
    rows.add(cost(page, ModelCost.PEAK_MEMORY, ""));
    rows.add(cost(page, ModelCost.WINDOW_TIME, ""));
    rows.add(cost(page, ModelCost.REAL_TIME_FACTOR, " on speech"));
    String caption =
        page.candidates().isEmpty() ? "" : "Changes are against " + page.baseline().name() + ".";
    ComparisonTable.write(html, caption, page.names(), rows);
    html.note(
        "Each time and memory is one measurement in a fresh process; 'sotto bench' compares two"
            + " models in turns.");
  }

  private static Row row(Page page, String label, Function<EvalResult, Cell> cell) {
    return new Row(label, "", page.results().stream().map(cell).toList());
  }

  /** A row with the change against the baseline below every figure but the baseline's own. */
  private static Row cost(Page page, ModelCost cost, String more) {
    EvalResult baseline = page.baseline().result();
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(Numbers.set(cost, baseline))));
    for (Candidate candidate : page.candidates()) {
      EvalResult other = candidate.model().result();
      cells.add(new Cell(Numbers.set(cost, other), Numbers.change(cost, baseline, other)));
    }
    return new Row(cost.label() + more, "", cells);
  }

  private static Row difference(Page page) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of("\u2013")));
    for (Candidate candidate : page.candidates()) {
      HearingChange verdict = candidate.verdict();
      String none = verdict.obstacle().isPresent() ? "not comparable" : "too few utterances";
      cells.add(
          verdict
              .difference()
              .map(d -> new Cell(Numbers.points(d.points()), Numbers.points(d.interval())))
              .orElse(Cell.of(none)));
    }
    return new Row(page.measure().shortRate() + " against the baseline, in pairs", "", cells);
  }

  private static Cell edits(EvalResult result) {
    EditCounts units = result.errorRate().units();
    return new Cell(
        units.kinds(), "of " + Numbers.counted(units.referenceLength(), result.measure()));
  }

  private static Cell zeroed(EvalResult result) {
    double all = ModelCost.PARAMETERS.of(result).orElse(Double.MAX_VALUE);
    double share = ModelCost.ZEROED.of(result).orElse(0) / Math.max(1, all);
    return new Cell(
        Numbers.set(ModelCost.ZEROED, result), share < LEAST_SHARE ? "" : Numbers.percent(share));
  }
}
