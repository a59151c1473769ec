package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.ComparisonTable.Cell;
import dev.sotto.eval.report.html.ComparisonTable.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How a figure of each model is made up: a bar for each model, all to one scale, and the figures
 * below.
 *
 * @param parts what it is made up of
 * @param figures for each model its parts
 */
record StackedBars(
    String heading,
    List<String> models,
    List<String> parts,
    List<double[]> figures,
    DoubleFunction<String> format) {

  StackedBars {
    models = List.copyOf(models);
    parts = List.copyOf(parts);
    figures = List.copyOf(figures);
  }

  void write(HtmlWriter html) {
    html.open("div", "class", "breakdown").element("h3", heading);
    html.open("div", "class", "bars", "aria-hidden", "true");
    double most = IntStream.range(0, models.size()).mapToDouble(this::total).max().orElse(0);
    for (int model = 0; model < models.size(); model++) {
      bar(html, model, most);
    }
    html.close();
    ComparisonTable.write(html, "", models, rows());
    html.close();
  }

  private double total(int model) {
    return Arrays.stream(figures.get(model)).sum();
  }

  private void bar(HtmlWriter html, int model, double most) {
    double[] own = figures.get(model);
    html.open("div", "class", "row").open("bdi", "class", "who").text(models.get(model)).close();
    html.open("div", "class", "track");
    for (int part = 0; part < own.length; part++) {
      if (own[part] > 0) {
        String width = String.format(Locale.ROOT, "width:%.3f%%", 100 * own[part] / most);
        html.open("span", "class", style(part), "style", width).close();
      }
    }
    html.close();
    html.element("span", show(total(model)), "class", "total").close();
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      int at = part;
      rows.add(row(parts.get(part), style(part), model -> cell(model, at)));
    }
    rows.add(row("together", "", model -> Cell.of(show(total(model)))));
    return rows;
  }

  private Row row(String label, String style, IntFunction<Cell> cell) {
    return new Row(label, style, IntStream.range(0, models.size()).mapToObj(cell).toList());
  }

  private Cell cell(int model, int part) {
    double figure = figures.get(model)[part];
    double total = total(model);
    String share =
        total > 0 ? String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * figure / total) : "";
    return new Cell(show(figure), share);
  }

  private String show(double figure) {
    return Numbers.set(format.apply(figure));
  }

  private static String style(int part) {
    return "part" + part;
  }
}
