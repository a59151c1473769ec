package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.Fields;
import dev.sotto.eval.dataset.rows.Names;
import dev.sotto.eval.dataset.rows.Rows;
import java.util.Optional;

/** Reads a row that holds both texts. */
final class PairRow {
  /** More of them would take minutes to align. */
  private static final int MOST_CHARACTERS = 1 << 16;

  private PairRow() {}

  static void add(Rows<TextPair> rows, Fields fields, int line) throws BadRowException {
    Optional<String> id = fields.knownName(Names.ID);
    TextPair pair =
        new TextPair(
            id.isPresent() ? id.get() : clip(fields).orElse(Integer.toString(line)),
            checked(fields.requiredText(Names.REFERENCE)),
            checked(fields.requiredText(Names.HYPOTHESIS)),
            fields.seconds("duration"),
            fields.language(),
            fields.knownName(Names.SPEAKER),
            line);
    if (id.isPresent()) {
      rows.add(pair);
    } else {
      rows.addUnnamed(pair, TextPair::withId);
    }
  }

  private static Optional<String> clip(Fields fields) throws BadRowException {
    return Names.AUDIO.stream().anyMatch(fields::has)
        ? Optional.of(fields.clip(Names.AUDIO)).filter(clip -> !clip.isBlank())
        : Optional.empty();
  }

  /** Refuses a text that would take minutes to align. */
  static String checked(String text) throws BadRowException {
    if (text.length() > MOST_CHARACTERS) {
      throw new BadRowException(
          "expected a text of at most %d characters, found %d"
              .formatted(MOST_CHARACTERS, text.length()));
    }
    return text;
  }
}
