package dev.sotto.eval.report.html;

import java.util.List;

/**
 * A table whose columns are models. On a narrow screen, one with more columns than fit becomes a
 * list for each row, in which every cell says whose it is.
 */
final class ComparisonTable {
  private static final int COLUMNS_OF_A_PHONE = 2;
  private static final int COLUMNS_IN_FULL_SIZE = 4;

  private ComparisonTable() {}

  /**
   * A figure.
   *
   * @param detail what stands below it, smaller; may be empty
   */
  record Cell(String figure, String detail) {
    static Cell of(String figure) {
      return new Cell(figure, "");
    }
  }

  /**
   * A row.
   *
   * @param style class of the swatch before the label; empty for none
   */
  record Row(String label, String style, List<Cell> cells) {
    Row {
      cells = List.copyOf(cells);
    }
  }

  static void write(HtmlWriter html, String caption, List<String> columns, List<Row> rows) {
    html.open("div", "class", "scroll");
    html.open("table", "role", "table", "class", style(columns.size()));
    if (!caption.isEmpty()) {
      html.element("caption", caption);
    }
    html.open("thead", "role", "rowgroup").open("tr", "role", "row");
    html.open("td", "role", "cell").close();
    for (String column : columns) {
      html.open("th", "scope", "col", "role", "columnheader").element("bdi", column).close();
    }
    html.close().close();
    html.open("tbody", "role", "rowgroup");
    rows.forEach(row -> write(html, columns, row));
    html.close().close().close();
  }

  private static String style(int columns) {
    String small = columns > COLUMNS_IN_FULL_SIZE ? " many" : "";
    return "compare" + (columns > COLUMNS_OF_A_PHONE ? " wide" : "") + small;
  }

  private static void write(HtmlWriter html, List<String> columns, Row row) {
    html.open("tr", "role", "row");
    html.open("th", "scope", "row", "role", "rowheader");
    if (!row.style().isEmpty()) {
      html.open("span", "class", "swatch " + row.style()).close();
    }
    html.text(row.label()).close();
    for (int i = 0; i < columns.size(); i++) {
      Cell cell = row.cells().get(i);
      html.open("td", "role", "cell", "data-model", columns.get(i));
      html.open("span", "class", "value").element("span", cell.figure(), "class", "figure");
      if (!cell.detail().isEmpty()) {
        html.element("small", cell.detail());
      }
      html.close().close();
    }
    html.close();
  }
}
