package dev.sotto.eval.dataset.rows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table that names its columns, its cells kept apart by commas, semicolons, tabs or bars.
 *
 * @param separator which of these
 */
public record SeparatedTable(Path file, char separator) {
  private static final String SEPARATORS = "\t,;|";

  /**
   * The table in {@code file}, if its first line names one of each of the columns {@code needed},
   * whatever separates them.
   *
   * @throws dev.sotto.models.SottoException if the file cannot be read
   */
  public static Optional<SeparatedTable> find(Path file, List<List<String>> needed) {
    String header = FirstLine.of(file);
    return SEPARATORS
        .chars()
        .mapToObj(separator -> new SeparatedTable(file, (char) separator))
        .filter(table -> table.names(header, needed))
        .findFirst();
  }

  private boolean names(String header, List<List<String>> needed) {
    List<String> found = Stream.of(split(header)).map(SeparatedTable::name).toList();
    return found.size() > 1
        && needed.stream().allMatch(names -> names.stream().anyMatch(found::contains));
  }

  private String[] split(String header) {
    return header.split("\\Q" + separator + "\\E", -1);
  }

  private static String name(String cell) {
    return Columns.normal(cell.strip().replaceAll("\\A\"|\"\\z", ""));
  }

  /**
   * Gives each row to {@code parser}, and what is wrong with it to {@code problems}.
   *
   * @throws dev.sotto.models.SottoException as {@link CsvTable#read} and {@link TabTable#read}
   */
  public void read(
      List<List<String>> needed, TabTable.RowParser parser, TextLines.Problems problems) {
    if (separator == '\t') {
      TabTable.read(file, needed, parser, problems);
    } else {
      CsvTable.read(file, separator, needed, parser, problems);
    }
  }
}
