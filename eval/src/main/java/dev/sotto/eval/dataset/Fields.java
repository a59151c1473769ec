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

  /** As {@link #text}, where a whole number is a name, too. */
  default Optional<String> name(String name) throws BadRowException {
    return text(name);
  }

  /** The first of the texts called {@code names} that says anything: a blank one does not. */
  default Optional<String> known(List<String> names) throws BadRowException {
    for (String name : names) {
      Optional<String> known = text(name).filter(text -> !text.isBlank());
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.empty();
  }

  /** As {@link #known}, where a whole number is a name, too. */
  default Optional<String> knownName(List<String> names) throws BadRowException {
    for (String name : names) {
      Optional<String> known = name(name).filter(text -> !text.isBlank());
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.empty();
  }

  /** Refuses a row that names a part of a recording, which would be heard as the whole. */
  default void checkWhole() throws BadRowException {
    OptionalDouble offset = seconds("offset");
    if (offset.orElse(0) != 0) {
      throw new BadRowException(
          "expected a clip of its own, found the part of a recording from \"offset\" "
              + offset.getAsDouble()
              + " s on; cut it out first");
    }
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
