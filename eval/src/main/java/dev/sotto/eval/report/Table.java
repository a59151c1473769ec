package dev.sotto.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small table of texts with remarks below it. The first column is set to the left, the others to
 * the right.
 */
public record Table(List<String> header, List<List<String>> rows, List<String> remarks) {
  private static final String GAP = "  ";

  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(row -> row.stream().map(Table::printable).toList()).toList();
    remarks = List.copyOf(remarks);
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException("expected cells for " + header + ", received " + row);
      }
    }
  }

  /** Names and texts from a data set must not reach the terminal as commands. */
  private static String printable(String cell) {
    return cell.replaceAll("\\p{Cc}", " ");
  }

  /** Lines for a terminal, each ended by a line feed. */
  public String toPlainText() {
    List<Integer> widths = IntStream.range(0, header.size()).mapToObj(this::width).toList();
    List<String> lines = new ArrayList<>();
    lines.add(aligned(header, widths));
    lines.add(widths.stream().map(width -> "-".repeat(width)).collect(Collectors.joining(GAP)));
    rows.forEach(row -> lines.add(aligned(row, widths)));
    lines.addAll(remarks);
    return joined(lines);
  }

  /** GitHub's Markdown. */
  public String toMarkdown() {
    List<String> lines = new ArrayList<>(Markdown.table(header, rows));
    remarks.forEach(remark -> lines.add("\n" + Markdown.text(remark)));
    return joined(lines);
  }

  private int width(int column) {
    return IntStream.concat(
            IntStream.of(header.get(column).length()),
            rows.stream().mapToInt(row -> row.get(column).length()))
        .max()
        .orElseThrow();
  }

  private static String aligned(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(widths.get(i) - cells.get(i).length());
      line.append(i == 0 ? cells.get(i) + padding : GAP + padding + cells.get(i));
    }
    return line.toString().stripTrailing();
  }

  private static String joined(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
