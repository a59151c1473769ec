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
  private static final List<String> ID = List.of("id", "audio_filepath");

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
            rows.add(pair(JsonFields.parse(line), number));
          }
        },
        rows::bad);
    return choose(file, options, rows);
  }

  private static TextPair pair(JsonFields fields, int line) throws BadRowException {
    return new TextPair(
        fields.name(ID).orElse(Integer.toString(line)),
        fields.requiredText(REFERENCE),
        fields.requiredText(HYPOTHESIS),
        fields.seconds("duration"),
        fields.text("language"),
        fields.text("speaker"),
        line);
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
        rows.rows().add(pair(line, said.get(i).get(), heard.get(i).get()));
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
        (line, number) -> lines.add(Optional.of(line)),
        (number, problem) -> {
          lines.add(Optional.empty());
          rows.bad(file.getFileName() + " line " + number, problem);
        });
    return lines;
  }

  private static PairedTexts choose(Path file, DatasetOptions options, Rows<TextPair> rows) {
    Choice.refuse(file, options, rows.bad());
    if (rows.rows().isEmpty()) {
      throw SottoException.badInput(
          file,
          Choice.nothing(
              "expected one pair of texts a line, found none; see 'sotto score --help'",
              rows.bad()));
    }
    Choice<TextPair> choice =
        new Choice<>(
            file,
            options.filter(),
            pair -> {
              rows.bad(pair.line(), "\"duration\" is missing, by which is filtered");
              return Optional.empty();
            });
    List<TextPair> taken = choice.of(rows.rows());
    Choice.refuse(file, options, rows.bad());
    if (taken.isEmpty()) {
      throw SottoException.badInput(file, Choice.nothing("no pair is left", rows.bad()));
    }
    return new PairedTexts(
        DatasetReader.name(file),
        taken,
        new Selection(options.filter(), choice.leftOut(), rows.bad()));
  }
}
