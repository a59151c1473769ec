package dev.sotto.eval.dataset.rows;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a table whose first line names its columns and whose cells are kept apart by tabs.
 *
 * <p>Quotation marks are text, and a line end always ends a row, so that one stray mark cannot
 * swallow the rows after it. Only a cell that is quoted as a whole, every mark inside it doubled,
 * is taken out of its quotation: some releases of Common Voice write cells so, others do not.
 */
public final class TabTable {

  /** Takes the rows. */
  @FunctionalInterface
  public interface RowParser {
    void parse(Cells cells, int line) throws BadRowException;
  }

  private final Path file;
  private final List<List<String>> needed;
  private final RowParser parser;
  private Columns columns;

  private TabTable(Path file, List<List<String>> needed, RowParser parser) {
    this.file = file;
    this.needed = needed;
    this.parser = parser;
  }

  /**
   * Gives each row to {@code parser}, and what is wrong with it to {@code problems}.
   *
   * @param needed of each of these lists the table has one column
   * @throws SottoException if the file cannot be read or a column is missing
   */
  public static void read(
      Path file, List<List<String>> needed, RowParser parser, TextLines.Problems problems) {
    TextLines.read(file, new TabTable(file, needed, parser)::line, problems);
  }

  private void line(String line, int number) throws BadRowException {
    if (columns == null) {
      columns = new Columns(file, cells(line));
      columns.require(file, needed);
    } else if (!line.isEmpty()) {
      parser.parse(columns.row(cells(line)), number);
    }
  }

  /** The cells of a line, out of their quotation. */
  public static List<String> cells(String line) {
    return Stream.of(line.split("\t", -1)).map(TabTable::unquoted).toList();
  }

  private static String unquoted(String cell) {
    if (cell.length() < 2 || !cell.startsWith("\"") || !cell.endsWith("\"")) {
      return cell;
    }
    String inside = cell.substring(1, cell.length() - 1);
    String withoutPairs = inside.replace("\"\"", "");
    return withoutPairs.contains("\"") ? cell : inside.replace("\"\"", "\"");
  }
}
