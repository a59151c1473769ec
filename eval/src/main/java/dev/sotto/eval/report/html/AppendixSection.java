package dev.sotto.eval.report.html;

import dev.sotto.eval.report.Table;
import java.util.List;
import java.util.stream.IntStream;

/** What was contributed, each table with its first column as the name of the row. */
final class AppendixSection {
  /** Of a number or an exponent, not within a word. */
  private static final String SIGN = "(?<=^|[\\s\\u00a0(=]|\\de)-(?=\\d|inf)";

  private AppendixSection() {}

  static Section of(Appendix appendix) {
    return new Section(appendix.id(), appendix.heading(), (page, html) -> write(appendix, html));
  }

  private static void write(Appendix appendix, HtmlWriter html) {
    appendix.findings().forEach(finding -> html.element("p", finding));
    for (int i = 0; i < appendix.tables().size(); i++) {
      String[] unfolded = i == 0 ? new String[] {"open", "open"} : new String[0];
      html.open("details", unfolded);
      html.element("summary", appendix.tables().get(i).header().get(0));
      write(html, appendix.tables().get(i));
      html.close();
    }
  }

  private static void write(HtmlWriter html, Table table) {
    List<String> columns = table.header().subList(1, table.header().size());
    html.open("table", "role", "table", "class", "layers wide appendix");
    html.open("thead", "role", "rowgroup").open("tr", "role", "row");
    html.open("td", "role", "cell").close();
    columns.forEach(column -> html.element("th", column, "scope", "col", "role", "columnheader"));
    html.close().close();
    html.open("tbody", "role", "rowgroup");
    table.rows().forEach(row -> write(html, columns, row));
    html.close().close();
    table.remarks().forEach(remark -> html.note(set(remark)));
  }

  private static void write(HtmlWriter html, List<String> columns, List<String> row) {
    html.open("tr", "role", "row");
    html.element("th", row.get(0), "scope", "row", "role", "rowheader");
    IntStream.range(0, columns.size())
        .forEach(
            i -> {
              String cell = row.get(i + 1);
              String none = cell.isEmpty() ? "none" : "some";
              html.open("td", "role", "cell", "class", none, "data-model", columns.get(i));
              html.element("span", set(cell), "class", "value").close();
            });
    html.close();
  }

  /** A text as it is set on paper; unlike a mere number it may hold names and an arrow. */
  private static String set(String text) {
    return text.replace(" -> ", "\u00a0\u2192\u00a0").replaceAll(SIGN, "\u2212");
  }
}
