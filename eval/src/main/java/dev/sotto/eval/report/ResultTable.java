package dev.sotto.eval.report;

import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.wer.EditCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Evaluations as tables: one model by itself, or a dense model beside a compressed one. */
public final class ResultTable {
  private static final String NONE = "-";
  private static final String PARAMETERS = "parameters";

  private ResultTable() {}

  /** One model. */
  public static Table of(EvalResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : rows()) {
      rows.add(List.of(row.label(), row.show(result)));
    }
    return new Table(List.of("", "result"), rows, remarks(result));
  }

  /** A model before and after, with the change. */
  public static Table compare(EvalResult dense, EvalResult compressed) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : rows()) {
      rows.add(
          List.of(
              row.label(),
              row.show(dense),
              row.show(compressed),
              row.change().of(dense, compressed)));
      if (row.label().equals(PARAMETERS)) {
        rows.add(removed(dense, compressed));
      }
    }
    return new Table(List.of("", "dense", "compressed", "change"), rows, remarks(compressed));
  }

  /**
   * A dense model beside others that were made of it.
   *
   * @param others by the name of their column
   */
  public static Table sideBySide(EvalResult dense, Map<String, EvalResult> others) {
    List<String> header = new ArrayList<>(List.of("", "dense"));
    header.addAll(others.keySet());
    List<List<String>> rows = new ArrayList<>();
    for (Row row : rows()) {
      rows.add(
          cells(row.label(), row.show(dense), others.values().stream().map(row::show).toList()));
      if (row.label().equals(PARAMETERS)) {
        rows.add(
            cells(
                "removed parameters (physically gone)",
                NONE,
                others.values().stream().map(other -> removedShare(dense, other)).toList()));
      }
    }
    return new Table(header, rows, remarks(dense));
  }

  private static List<String> cells(String label, String dense, List<String> others) {
    List<String> cells = new ArrayList<>(List.of(label, dense));
    cells.addAll(others);
    return cells;
  }

  private static String removedShare(EvalResult dense, EvalResult compressed) {
    double removed = (double) dense.size().parameters() - compressed.size().parameters();
    return Figures.percent(removed / dense.size().parameters());
  }

  @FunctionalInterface
  private interface Change {
    String of(EvalResult dense, EvalResult compressed);
  }

  private record Row(String label, Function<EvalResult, String> text, Change change) {
    String show(EvalResult result) {
      return text.apply(result);
    }
  }

  private static List<Row> rows() {
    return List.of(
        new Row(
            "word error rate (WER)",
            result -> Figures.percent(result.errorRate().wer()),
            (dense, other) -> Figures.points(dense.errorRate().wer(), other.errorRate().wer())),
        new Row("  95 % interval", ResultTable::interval, (dense, other) -> ""),
        new Row("  substituted / deleted / inserted", ResultTable::edits, (dense, other) -> ""),
        new Row(
            "character error rate (CER)",
            result -> Figures.percent(result.errorRate().cer()),
            (dense, other) -> Figures.points(dense.errorRate().cer(), other.errorRate().cer())),
        relative(PARAMETERS, result -> result.size().parameters(), Figures::count),
        relative(
            "zeroed parameters (still stored)", result -> result.size().zeroed(), Figures::count),
        relative("FLOPs of a standard window", r -> r.size().flops().standard(), Figures::flops),
        relative("size on disk", result -> result.size().bytes(), Figures::bytes),
        measured("peak memory", ResultTable::peakBytes, Figures::bytes),
        measured("real-time factor", result -> result.speed().realTimeFactor(), Figures::factor),
        relative(
            "time of a standard window",
            result -> result.speed().standardWindowMillis(),
            Figures::millis));
  }

  private static Row relative(
      String label, ToDoubleFunction<EvalResult> figure, DoubleFunction<String> format) {
    return new Row(
        label,
        result -> format.apply(figure.applyAsDouble(result)),
        (dense, other) -> Figures.change(figure.applyAsDouble(dense), figure.applyAsDouble(other)));
  }

  private static Row measured(
      String label, Function<EvalResult, OptionalDouble> figure, DoubleFunction<String> format) {
    return new Row(
        label,
        result ->
            figure.apply(result).isPresent()
                ? format.apply(figure.apply(result).getAsDouble())
                : "not measured",
        (dense, other) ->
            figure.apply(dense).isPresent() && figure.apply(other).isPresent()
                ? Figures.change(
                    figure.apply(dense).getAsDouble(), figure.apply(other).getAsDouble())
                : NONE);
  }

  private static OptionalDouble peakBytes(EvalResult result) {
    Measurement speed = result.speed();
    return speed.peakResidentBytes().isPresent()
        ? OptionalDouble.of((double) speed.peakResidentBytes().getAsLong())
        : OptionalDouble.empty();
  }

  private static String interval(EvalResult result) {
    return Figures.percent(result.werInterval().low())
        + " .. "
        + Figures.percent(result.werInterval().high());
  }

  private static String edits(EvalResult result) {
    EditCounts words = result.errorRate().words();
    return words.substitutions()
        + " / "
        + words.deletions()
        + " / "
        + words.insertions()
        + " of "
        + words.referenceLength();
  }

  private static List<String> removed(EvalResult dense, EvalResult compressed) {
    long removed = dense.size().parameters() - compressed.size().parameters();
    return List.of(
        "removed parameters (physically gone)",
        NONE,
        Figures.count((double) removed),
        Figures.percent((double) removed / dense.size().parameters()));
  }

  private static List<String> remarks(EvalResult result) {
    return List.of(
        String.format(
            Locale.ROOT,
            "On %s: %d utterances, %.1f s of audio, normaliser %s.",
            result.data().name(),
            result.data().utterances(),
            result.data().audioSeconds(),
            result.normalizerId()),
        "A standard window is 30 s with 4 prompt and 30 generated tokens, the same work for every model.",
        "The real-time factor includes as many tokens as the model writes.",
        result.speed().peakResidentBytes().isPresent()
            ? "Memory and times are those of a fresh process."
            : "Times are those of a fresh process; peak memory is only measured on Linux.");
  }
}
