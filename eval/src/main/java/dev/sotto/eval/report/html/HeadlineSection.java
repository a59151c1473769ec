package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Circumstances;
import dev.sotto.eval.report.Figures;
import dev.sotto.eval.report.ResultFigures;
import dev.sotto.eval.report.html.ComparisonTable.Cell;
import dev.sotto.eval.report.html.ComparisonTable.Row;
import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** All figures of all models side by side. */
final class HeadlineSection implements Section {
  private static final String NONE = "\u2013";

  /** Smaller shares would be shown as nothing. */
  private static final double LEAST_SHARE = 0.00005;

  @Override
  public String id() {
    return "figures";
  }

  @Override
  public String heading() {
    return "The figures";
  }

  @Override
  public void write(Page page, HtmlWriter html) {
    List<Row> rows = new ArrayList<>();
    rows.add(row(page, page.measure().label(), HeadlineSection::rate));
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
    rows.add(known(page, "parameters", ResultFigures::parameters, Figures::count));
    rows.add(row(page, "parameters set to zero", HeadlineSection::zeroed));
    rows.add(known(page, "FLOPs of a standard window", ResultFigures::flops, Figures::flops));
    rows.add(known(page, "size on disk", ResultFigures::bytes, Figures::bytes));
    rows.add(
        measured(
            page,
            "peak memory",
            ResultFigures::peakBytes,
            Figures::bytes,
            Circumstances::sameWork));
    rows.add(
        measured(
            page,
            "time of a standard window",
            ResultFigures::windowMillis,
            Figures::millis,
            Circumstances::sameSession));
    rows.add(
        measured(
            page,
            "real-time factor on speech",
            ResultFigures::realTimeFactor,
            Figures::factor,
            Circumstances::sameWork));
    String caption =
        page.candidates().isEmpty() ? "" : "Changes are against " + page.baseline().name() + ".";
    ComparisonTable.write(html, caption, page.names(), rows);
    html.element(
        "p",
        "Each time and memory is one measurement in a fresh process; 'sotto bench' compares two"
            + " models in turns.",
        "class",
        "note");
  }

  private static Row row(Page page, String label, Function<EvalResult, Cell> cell) {
    return new Row(label, "", page.results().stream().map(cell).toList());
  }

  /** A row with the change against the baseline below every figure but the baseline's own. */
  private static Row changes(
      Page page,
      String label,
      Function<EvalResult, String> figure,
      BiFunction<EvalResult, EvalResult, String> change) {
    EvalResult baseline = page.baseline().result();
    Stream<Cell> others =
        page.candidates().stream()
            .map(candidate -> candidate.model().result())
            .map(other -> new Cell(figure.apply(other), change.apply(baseline, other)));
    return new Row(
        label, "", Stream.concat(Stream.of(Cell.of(figure.apply(baseline))), others).toList());
  }

  private static Row known(
      Page page,
      String label,
      Function<EvalResult, OptionalDouble> figure,
      DoubleFunction<String> format) {
    return changes(
        page,
        label,
        result -> show(figure.apply(result), format, Numbers.NOT_KNOWN),
        (before, after) -> change(figure.apply(before), figure.apply(after)));
  }

  /**
   * A row of what was measured.
   *
   * @param alike whether two results can be compared
   */
  private static Row measured(
      Page page,
      String label,
      Function<EvalResult, OptionalDouble> figure,
      DoubleFunction<String> format,
      BiPredicate<EvalResult, EvalResult> alike) {
    return changes(
        page,
        label,
        result -> show(figure.apply(result), format, Numbers.NOT_MEASURED),
        (before, after) -> {
          String change = change(figure.apply(before), figure.apply(after));
          return change.isEmpty() || alike.test(before, after) ? change : Circumstances.OTHER;
        });
  }

  private static String show(OptionalDouble figure, DoubleFunction<String> format, String absent) {
    return figure.isPresent() ? Numbers.set(format.apply(figure.getAsDouble())) : absent;
  }

  private static String change(OptionalDouble before, OptionalDouble after) {
    return before.isPresent() && after.isPresent()
        ? Numbers.change(before.getAsDouble(), after.getAsDouble())
        : "";
  }

  private static Cell rate(EvalResult result) {
    return new Cell(
        Numbers.percent(result.errorRate().rate()), Numbers.percents(result.interval()));
  }

  private static Row difference(Page page) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(NONE)));
    for (Candidate candidate : page.candidates()) {
      Verdict verdict = candidate.verdict();
      cells.add(
          verdict
              .difference()
              .map(
                  difference ->
                      new Cell(
                          Numbers.points(difference.points()),
                          Numbers.points(difference.interval())))
              .orElse(
                  Cell.of(
                      verdict.obstacle().isPresent() ? "not comparable" : "too few utterances")));
    }
    return new Row(page.measure().shortRate() + " against the baseline, in pairs", "", cells);
  }

  private static Cell edits(EvalResult result) {
    EditCounts units = result.errorRate().units();
    return new Cell(
        units.substitutions() + " / " + units.deletions() + " / " + units.insertions(),
        "of " + Numbers.counted(units.referenceLength(), result.measure()));
  }

  private static Cell zeroed(EvalResult result) {
    OptionalDouble zeroed = ResultFigures.zeroed(result);
    double share =
        zeroed.orElse(0) / Math.max(1, ResultFigures.parameters(result).orElse(Double.MAX_VALUE));
    return new Cell(
        show(zeroed, Figures::count, Numbers.NOT_KNOWN),
        share < LEAST_SHARE ? "" : Numbers.percent(share));
  }
}
