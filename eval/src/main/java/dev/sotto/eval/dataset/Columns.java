package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The header of a table. */
final class Columns {
  private final Map<String, Integer> indices = new HashMap<>();
  private final int count;

  /**
   * Names the columns.
   *
   * @throws SottoException if a name comes twice
   */
  Columns(Path file, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (indices.put(names.get(i), i) != null && !names.get(i).isEmpty()) {
        throw SottoException.badInput(
            file, "line 1: the column \"" + Quotation.of(names.get(i)) + "\" comes twice");
      }
    }
    this.count = names.size();
  }

  /** The place of column {@code name}; -1 if there is none. */
  int index(String name) {
    return indices.getOrDefault(name, -1);
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
            "line 1: expected a column \""
                + String.join("\" or \"", names)
                + "\", found "
                + Quotation.of(String.join(", ", indices.keySet().stream().sorted().toList())));
      }
    }
  }
}
