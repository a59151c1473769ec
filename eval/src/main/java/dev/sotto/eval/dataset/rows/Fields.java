package dev.sotto.eval.dataset.rows;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.models.whisper.Languages;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The named values of one row. */
public sealed interface Fields permits JsonFields, Cells {
  /** The text called {@code name}; empty if the row has none. */
  Optional<String> text(String name) throws BadRowException;

  /** The number of seconds called {@code name}; empty if the row has none. */
  OptionalDouble seconds(String name) throws BadRowException;

  /** Whether the row says anything under {@code name}. */
  boolean has(String name);

  /** Looks for a value. */
  @FunctionalInterface
  interface Lookup {
    Optional<String> of(String name) throws BadRowException;
  }

  private static Optional<String> first(List<String> names, Lookup lookup) throws BadRowException {
    for (String name : names) {
      Optional<String> found = lookup.of(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The text of the first of {@code names} that the row has. */
  default Optional<String> firstText(List<String> names) throws BadRowException {
    return first(names, this::text);
  }

  /** As {@link #firstText}, for what every row must have. */
  default String requiredText(List<String> names) throws BadRowException {
    Optional<String> text = firstText(names);
    if (text.isEmpty()) {
      throw new BadRowException(Columns.anyOf(names) + " is missing");
    }
    return text.get();
  }

  /** As {@link #text}, where a whole number is a name, too. */
  default Optional<String> name(String name) throws BadRowException {
    return text(name);
  }

  /** The first of the texts called {@code names} that says anything: a blank one does not. */
  default Optional<String> known(List<String> names) throws BadRowException {
    return first(names, name -> text(name).filter(text -> !text.isBlank()));
  }

  /** As {@link #known}, where a whole number is a name, too. */
  default Optional<String> knownName(List<String> names) throws BadRowException {
    return first(names, name -> name(name).filter(text -> !text.isBlank()));
  }

  /** The path of the clip, as it is written. */
  default String clip(List<String> names) throws BadRowException {
    return requiredText(names);
  }

  /**
   * What is spoken, as {@link Languages} writes it; empty if the row does not say.
   *
   * @throws BadRowException if it says two things, something that is no language, or that the text
   *     is in another language
   */
  default Optional<String> language() throws BadRowException {
    Optional<String> spoken = agreed(Names.LANGUAGE);
    Optional<String> written = agreed(Names.TEXT_LANGUAGE);
    if (written.isPresent() && spoken.isEmpty()) {
      throw new BadRowException(
          "the text is in \"%s\", and nothing says what is spoken; add \"source_lang\""
              .formatted(written.get()));
    }
    if (written.isPresent() && !isSame(spoken.get(), written.get())) {
      throw new BadRowException(
          "expected what is said, found a translation from \"%s\" to \"%s\""
              .formatted(spoken.get(), written.get()));
    }
    return spoken;
  }

  /** The language that all of {@code names} which say one name. */
  private Optional<String> agreed(List<String> names) throws BadRowException {
    Optional<String> first = Optional.empty();
    for (String name : names) {
      Optional<String> spelling = text(name).filter(text -> !text.isBlank());
      if (spelling.isEmpty()) {
        continue;
      }
      Optional<String> tag = Languages.tag(spelling.get());
      if (tag.isEmpty()) {
        throw new BadRowException(name + ": " + Languages.unknown(spelling.get()));
      }
      if (first.isPresent() && !isSame(first.get(), tag.get())) {
        throw new BadRowException(
            "expected one language, found \"%s\", and \"%s\" in \"%s\""
                .formatted(first.get(), Quotation.of(spelling.get()), name));
      }
      first = first.or(() -> tag);
    }
    return first;
  }

  private static boolean isSame(String one, String other) {
    return Languages.code(one).equals(Languages.code(other));
  }

  /**
   * What of the recording {@code clip} the row speaks of: all, or with {@code offset} the part of
   * {@code duration} from there on, as NeMo has it; to the end where there is no duration.
   */
  default AudioPart part(Path clip) throws BadRowException {
    OptionalDouble offset = seconds("offset");
    OptionalDouble duration = seconds("duration");
    if (offset.isEmpty() || (offset.getAsDouble() == 0 && duration.isEmpty())) {
      return AudioPart.whole(clip);
    }
    if (duration.orElse(1) == 0) {
      throw new BadRowException(
          "expected a \"duration\" above 0 for the part of a recording, found 0");
    }
    return new AudioPart(clip, offset.getAsDouble(), duration);
  }

  /** Refuses bounds of a part under names that are not read: the whole would be heard instead. */
  default void checkBounds() throws BadRowException {
    for (String name : Names.BOUNDS) {
      if (has(name) && !has("offset")) {
        throw new BadRowException(
            "found \"%s\" and no \"offset\"; a part of a recording needs \"offset\" and \"duration\" in seconds"
                .formatted(name));
      }
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
