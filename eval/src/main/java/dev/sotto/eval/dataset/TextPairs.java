package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads pairs of texts; both forms stand in the description of this package. */
public final class TextPairs {
  private static final List<String> REFERENCE = List.of("reference", "text");
  private static final List<String> HYPOTHESIS = List.of("hypothesis", "pred_text");
  private static final List<String> ID = List.of("id");
  private static final List<String> CLIP = List.of("audio_filepath");
  private static final List<String> LANGUAGE = List.of("language");
  private static final List<String> SPEAKER = List.of("speaker");

  /** More of them would take minutes to align. */
  private static final int MOST_CHARACTERS = 1 << 16;

  private TextPairs() {}

  /**
   * Reads JSON lines.
   *
   * @throws SottoException if the file cannot be read or no pair is left; and, unless they are to
   *     be skipped, naming all bad lines at once, the first ten in full
   */
  public static PairedTexts read(Path file, DatasetOptions options) {
    Rows<TextPair> rows = new Rows<>();
    TextLines.read(
        file,
        (line, number) -> {
          if (!line.isBlank()) {
            add(rows, JsonFields.parse(line), number);
          }
        },
        rows::bad);
    return choose(file, options, rows);
  }

  private static void add(Rows<TextPair> rows, JsonFields fields, int line) throws BadRowException {
    Optional<String> id = fields.knownName(ID);
    Optional<String> clip = fields.knownName(CLIP);
    TextPair pair =
        new TextPair(
            id.or(() -> clip).orElse(Integer.toString(line)),
            checked(fields.requiredText(REFERENCE)),
            checked(fields.requiredText(HYPOTHESIS)),
            fields.seconds("duration"),
            fields.known(LANGUAGE),
            fields.knownName(SPEAKER),
            line);
    if (id.isPresent()) {
      rows.add(pair);
    } else {
      rows.addUnnamed(pair, TextPair::withId);
    }
  }

  private static String checked(String text) throws BadRowException {
    if (text.length() > MOST_CHARACTERS) {
      throw new BadRowException(
          "expected a text of at most %d characters, found %d"
              .formatted(MOST_CHARACTERS, text.length()));
    }
    return text;
  }

  /**
   * Reads two files of plain text with one utterance a line; a blank line is an empty text.
   *
   * @throws SottoException as {@link #read(Path, DatasetOptions)}, and if the files have different
   *     numbers of lines
   */
  public static PairedTexts read(Path references, Path hypotheses, DatasetOptions options) {
    Rows<TextPair> rows = new Rows<>();
    List<Optional<String>> said = lines(references, rows);
    List<Optional<String>> heard = lines(hypotheses, rows);
    if (said.size() != heard.size()) {
      throw SottoException.badInput(
          hypotheses,
          "expected as many lines as in %s, which has %d, found %d"
              .formatted(references, said.size(), heard.size()));
    }
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i).isPresent() && heard.get(i).isPresent()) {
        int line = i + 1;
        rows.addUnnamed(pair(line, said.get(i).get(), heard.get(i).get()), TextPair::withId);
      }
    }
    return choose(references, options, rows);
  }

  private static TextPair pair(int line, String reference, String hypothesis) {
    return new TextPair(
        Integer.toString(line),
        reference,
        hypothesis,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        line);
  }

  /** The lines of a file; nothing for those that cannot be read. */
  private static List<Optional<String>> lines(Path file, Rows<TextPair> rows) {
    List<Optional<String>> lines = new ArrayList<>();
    TextLines.read(
        file,
        (line, number) -> lines.add(Optional.of(checked(line))),
        (number, problem) -> {
          lines.add(Optional.empty());
          rows.bad(file.getFileName() + " line " + number, problem);
        });
    return lines;
  }

  private static PairedTexts choose(Path file, DatasetOptions options, Rows<TextPair> rows) {
    if (rows.rows().isEmpty()) {
      Choice.refuse(file, options, rows.bad());
      throw SottoException.badInput(
          file,
          Choice.nothing(
              "expected one pair of texts a line, found none; see 'sotto score --help'",
              rows.bad()));
    }
    Choice<TextPair> choice =
        new Choice<>(
            options.filter(),
            pair -> {
              rows.bad(pair, "\"duration\" is missing, by which is filtered");
              return Optional.empty();
            });
    List<TextPair> taken = choice.of(rows.rows());
    Choice.refuse(file, options, rows.bad());
    if (taken.isEmpty()) {
      throw SottoException.badInput(file, choice.nothingLeft("no pair is left", rows.bad()));
    }
    return new PairedTexts(
        DatasetReader.name(file),
        taken,
        new Selection(options.filter(), choice.leftOut(), rows.bad()));
  }
}
