package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.TextLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of LJSpeech's form, such as {@code metadata.csv} in the folder that is named: lines of an
 * id, a bar, the text as written, and perhaps another bar and the text in words, which then is the
 * reference. There is no header and no quotation. The clip is {@code wavs/ID.wav} beside the table,
 * or whatever else the id names there.
 */
final class LjSpeech extends DatasetForm {
  private static final String TABLE = "metadata.csv";
  private static final int MOST_CELLS = 3;
  private static final List<String> ENDINGS = List.of(".wav", ".flac", ".mp3", "");
  private static final List<String> FOLDERS = List.of("wavs/", "");

  LjSpeech() {
    super(
        "LJSpeech (metadata.csv with | between)",
        "expected lines of an id and a text with | between, found none");
  }

  @Override
  boolean recognises(Path data) {
    Path table = table(data);
    return Files.isRegularFile(table) && isRow(table, FirstLine.of(table));
  }

  /** A bar apart, the clip must be there, as the text of any language may hold bars. */
  private static boolean isRow(Path table, String line) {
    String[] cells = line.split("\\|", -1);
    if (cells.length < 2 || cells.length > MOST_CELLS) {
      return false;
    }
    try {
      clips(table).findInside(candidates(cells[0]));
      return true;
    } catch (BadRowException e) {
      return table.endsWith(TABLE) && Files.isDirectory(table.resolveSibling("wavs"));
    }
  }

  private static Path table(Path data) {
    return Files.isDirectory(data) ? data.resolve(TABLE) : data;
  }

  private static ClipFolder clips(Path table) {
    return new ClipFolder(table.toAbsolutePath().normalize().getParent());
  }

  private static List<String> candidates(String id) {
    return FOLDERS.stream()
        .flatMap(folder -> ENDINGS.stream().map(ending -> folder + id + ending))
        .toList();
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    Path table = table(data);
    ClipFolder clips = clips(table);
    TextLines.readFilled(
        table, (line, number) -> rows.add(utterance(clips, line, number)), rows::bad);
  }

  private static Utterance utterance(ClipFolder clips, String line, int number)
      throws BadRowException {
    List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
    if (cells.size() < 2 || cells.size() > MOST_CELLS) {
      throw new BadRowException(
          "expected an id and one or two texts with | between, found " + Quotation.of(line));
    }
    String last = cells.get(cells.size() - 1);
    return new Utterance(
        cells.get(0),
        clips.findInside(candidates(cells.get(0))),
        last.isEmpty() ? cells.get(1) : last,
        Optional.empty(),
        number);
  }
}
