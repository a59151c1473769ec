package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.JsonFields;
import dev.sotto.eval.dataset.rows.Names;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.Selector;
import dev.sotto.eval.dataset.rows.SeparatedTable;
import dev.sotto.eval.dataset.rows.TextLines;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads pairs of texts; all forms stand in the description of this package. */
public final class TextPairs {
  private static final List<List<String>> NEEDED = List.of(Names.REFERENCE, Names.HYPOTHESIS);

  private TextPairs() {}

  /** Whether {@code file} is a table with columns of both texts. */
  public static boolean isTable(Path file) {
    return SeparatedTable.find(file, NEEDED).isPresent();
  }

  /**
   * Reads one file with both texts, JSON lines or a table.
   *
   * @throws SottoException if the file cannot be read or no pair is left; and, unless they are to
   *     be skipped, naming all bad lines at once, the first ten in full
   */
  public static PairedTexts read(Path file, DatasetOptions options) {
    return read(file, Optional.empty(), options);
  }

  /**
   * As {@link #read(Path, DatasetOptions)}.
   *
   * @param form unless the content is to tell
   * @throws SottoException with code USAGE if {@code form} is one of two files
   */
  public static PairedTexts read(Path file, Optional<PairForm> form, DatasetOptions options) {
    form.ifPresent(asked -> checkFiles(asked, false));
    Rows<TextPair> rows = new Rows<>();
    PairForm found = form.orElseGet(() -> formOf(file));
    if (found == PairForm.TABLE) {
      SeparatedTable.find(file, NEEDED)
          .orElse(new SeparatedTable(file, FirstLine.hasExtension(file, "tsv") ? '\t' : ','))
          .read(NEEDED, (cells, line) -> PairRow.add(rows, cells, line), rows::bad);
    } else {
      TextLines.readFilled(
          file, (line, number) -> PairRow.add(rows, JsonFields.parse(line), number), rows::bad);
    }
    return choose(file, found, options, rows);
  }

  private static PairForm formOf(Path file) {
    return FirstLine.hasExtension(file, "csv", "tsv") || isTable(file)
        ? PairForm.TABLE
        : PairForm.JSONL;
  }

  private static void checkFiles(PairForm form, boolean areTwo) {
    if (form.isTwoFiles() != areTwo) {
      throw SottoException.usage(
          "--pairs %s: expected %s"
              .formatted(
                  form.key(),
                  areTwo ? "one file with both texts, found two" : "two files, found one"));
    }
  }

  /** As {@link #read(Path, Path, Optional, DatasetOptions)}, of whatever form they are. */
  public static PairedTexts read(Path references, Path hypotheses, DatasetOptions options) {
    return read(references, hypotheses, Optional.empty(), options);
  }

  /**
   * Reads two files, of references and hypotheses. Of plain text, one utterance a line, a blank
   * line is an empty text; in the other forms an id pairs the lines.
   *
   * @param form unless the content is to tell
   * @throws SottoException as {@link #read(Path, DatasetOptions)}; if files of plain text have
   *     different numbers of lines; if it is not clear what they are; and with code USAGE if {@code
   *     form} is one of a single file
   */
  public static PairedTexts read(
      Path references, Path hypotheses, Optional<PairForm> form, DatasetOptions options) {
    form.ifPresent(asked -> checkFiles(asked, true));
    Rows<TextPair> rows = new Rows<>();
    NumberedLines said = NumberedLines.read(references, rows);
    NumberedLines heard = NumberedLines.read(hypotheses, rows);
    PairForm found = form.orElseGet(() -> PairDetection.of(said, heard));
    if (found == PairForm.PLAIN) {
      byLine(said, heard, rows);
    } else {
      TextById.pair(found, said, heard, rows);
    }
    return choose(references, found, options, rows);
  }

  private static void byLine(NumberedLines said, NumberedLines heard, Rows<TextPair> rows) {
    if (said.lines().size() != heard.lines().size()) {
      throw SottoException.badInput(
          heard.file(),
          "expected as many lines as in %s, which has %d, found %d"
              .formatted(said.file(), said.lines().size(), heard.lines().size()));
    }
    for (int i = 0; i < said.lines().size(); i++) {
      Optional<String> reference = said.lines().get(i);
      Optional<String> hypothesis = heard.lines().get(i);
      if (reference.isPresent() && hypothesis.isPresent()) {
        String id = Integer.toString(i + 1);
        rows.addUnnamed(
            new TextPair(id, reference.get(), hypothesis.get(), i + 1), TextPair::withId);
      }
    }
  }

  private static PairedTexts choose(
      Path file, PairForm form, DatasetOptions options, Rows<TextPair> rows) {
    Selector<TextPair> selector =
        new Selector<>(
            file,
            options,
            rows,
            pair -> {
              rows.bad(pair, "\"duration\" is missing, by which is filtered");
              return Optional.empty();
            });
    List<TextPair> taken =
        selector.select("expected one pair of texts a line, found none; see 'sotto score --help'");
    return new PairedTexts(
        Dataset.nameOf(file), taken, selector.selection(taken, "no pair is left"), form);
  }
}
