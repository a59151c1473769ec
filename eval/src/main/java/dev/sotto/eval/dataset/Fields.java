package dev.sotto.eval.dataset;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The named values of one row. */
sealed interface Fields permits JsonFields, Cells {
  /** The text called {@code name}; empty if the row has none. */
  Optional<String> text(String name) throws BadRowException;

  /** The number of seconds called {@code name}; empty if the row has none. */
  OptionalDouble seconds(String name) throws BadRowException;

  /** The text of the first of {@code names} that the row has. */
  default Optional<String> firstText(List<String> names) throws BadRowException {
    for (String name : names) {
      Optional<String> text = text(name);
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  /** As {@link #firstText}, for what every row must have. */
  default String requiredText(List<String> names) throws BadRowException {
    Optional<String> text = firstText(names);
    if (text.isEmpty()) {
      throw new BadRowException("\"" + String.join("\" or \"", names) + "\" is missing");
    }
    return text.get();
  }

  static OptionalDouble checkedSeconds(String name, double seconds, String found)
      throws BadRowException {
    if (!Double.isFinite(seconds) || seconds < 0) {
      throw new BadRowException(
          "expected seconds for \"" + name + "\", found " + Quotation.of(found));
    }
    return OptionalDouble.of(seconds);
  }
}
