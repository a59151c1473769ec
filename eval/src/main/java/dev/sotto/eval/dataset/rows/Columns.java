package dev.sotto.eval.dataset.rows;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The header of a table; names are compared without regard to case. */
final class Columns {
  private static final int MOST_SHOWN = 4;

  private final Map<String, Integer> indices = new HashMap<>();
  private final int count;

  /**
   * Names the columns.
   *
   * @throws SottoException if a name comes twice
   */
  Columns(Path file, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = normal(names.get(i));
      if (indices.put(name, i) != null && !name.isEmpty()) {
        throw SottoException.badInput(
            file, "line 1: the column \"" + Quotation.of(names.get(i)) + "\" comes twice");
      }
    }
    this.count = names.size();
  }

  /** A name without regard to case and space around it. */
  static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** The place of column {@code name}; -1 if there is none. */
  int index(String name) {
    return indices.getOrDefault(name, -1);
  }

  /** Names for a message; of many the first two. */
  static String anyOf(List<String> names) {
    List<String> shown = names.size() > MOST_SHOWN ? names.subList(0, 2) : names;
    return "\"" + String.join("\" or \"", shown) + "\"";
  }

  /** The cells of a row. */
  Cells row(List<String> values) throws BadRowException {
    if (values.size() != count) {
      throw new BadRowException(
          "expected " + count + " columns as in the header, found " + values.size());
    }
    return new Cells(this, values);
  }

  /**
   * Checks that the table has what is needed.
   *
   * @param alternatives of each of these lists one column
   * @throws SottoException if one is missing
   */
  void require(Path file, List<List<String>> alternatives) {
    for (List<String> names : alternatives) {
      if (names.stream().noneMatch(indices::containsKey)) {
        throw SottoException.badInput(
            file,
            "line 1: expected a column "
                + anyOf(names)
                + ", found "
                + Quotation.of(String.join(", ", indices.keySet().stream().sorted().toList())));
      }
    }
  }
}
