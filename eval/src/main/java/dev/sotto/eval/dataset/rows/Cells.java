package dev.sotto.eval.dataset.rows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of a table.
 *
 * @param columns their names
 * @param values one for each column
 */
public record Cells(Columns columns, List<String> values) implements Fields {

  public Cells {
    values = List.copyOf(values);
  }

  @Override
  public Optional<String> text(String name) {
    int column = columns.index(name);
    return column < 0 ? Optional.empty() : Optional.of(values.get(column));
  }

  @Override
  public boolean has(String name) {
    return text(name).filter(cell -> !cell.isBlank()).isPresent();
  }

  /** As {@link #text}, where a cell without any character means that nothing is known. */
  @Override
  public OptionalDouble seconds(String name) throws BadRowException {
    String text = text(name).orElse("").strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double seconds;
    try {
      seconds = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      seconds = Double.NaN;
    }
    return Fields.checkedSeconds(name, seconds, text);
  }
}
