package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.TextLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of FLEURS, such as {@code test.tsv}: seven cells kept apart by tabs and no header, namely
 * the number of the sentence, the file, the text as written, the text in lower case without marks
 * (which is the reference), its characters, the number of samples, and the speaker's gender. Clips
 * lie in {@code audio/test} or {@code test}, after the table's name, or beside the table. An
 * utterance's id is its file, since several people read each sentence.
 */
final class Fleurs extends DatasetForm {
  private static final int CELLS = 7;
  private static final int FILE = 1;
  private static final int TEXT = 3;
  private static final int SAMPLES = 5;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  Fleurs() {
    super("FLEURS (.tsv)", "expected a row for each clip, found none");
  }

  @Override
  boolean recognises(Path data) {
    return Files.isRegularFile(data) && isRow(cells(FirstLine.of(data)));
  }

  private static boolean isRow(String[] cells) {
    return cells.length == CELLS
        && NUMBER.matcher(cells[0]).matches()
        && NUMBER.matcher(cells[SAMPLES]).matches();
  }

  private static String[] cells(String line) {
    return line.split("\t", -1);
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    Path table = data.toAbsolutePath().normalize();
    ClipFolder clips = new ClipFolder(table.getParent());
    String split = table.getFileName().toString().replaceAll("\\.[^.]*\\z", "");
    List<String> folders = List.of("audio/" + split + "/", split + "/", "audio/", "");
    TextLines.readFilled(
        table, (line, number) -> rows.add(utterance(clips, folders, line, number)), rows::bad);
  }

  private static Utterance utterance(
      ClipFolder clips, List<String> folders, String line, int number) throws BadRowException {
    String[] cells = cells(line);
    if (!isRow(cells)) {
      throw new BadRowException(
          "expected the %d cells of FLEURS, found %d".formatted(CELLS, cells.length));
    }
    List<String> candidates = folders.stream().map(folder -> folder + cells[FILE]).toList();
    return new Utterance(
        cells[FILE], clips.findInside(candidates), cells[TEXT], Optional.empty(), number);
  }
}
