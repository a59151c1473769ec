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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of Multilingual LibriSpeech, such as {@code mls_german/test}: {@code transcripts.txt}
 * with lines of an id, a tab and a text, and the clip of {@code 1_2_000000} in {@code
 * audio/1/2/1_2_000000.flac}, by speaker and book.
 */
final class MultilingualLibriSpeech extends DatasetForm {
  private static final String TABLE = "transcripts.txt";
  private static final Pattern ID = Pattern.compile("(\\d+)_(\\d+)_\\d+");
  private static final List<String> ENDINGS = List.of(".flac", ".opus", ".wav", ".mp3");

  MultilingualLibriSpeech() {
    super(
        "Multilingual LibriSpeech (transcripts.txt)",
        "expected lines of an id, a tab and a text, found none");
  }

  @Override
  boolean recognises(Path data) {
    Path table = table(data);
    return table.endsWith(TABLE)
        && Files.isRegularFile(table)
        && ID.matcher(FirstLine.of(table).split("\t", 2)[0]).matches();
  }

  private static Path table(Path data) {
    return Files.isDirectory(data) ? data.resolve(TABLE) : data;
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    Path table = table(data);
    ClipFolder clips = new ClipFolder(table.toAbsolutePath().normalize().getParent());
    TextLines.readFilled(
        table, (line, number) -> rows.add(utterance(clips, line, number)), rows::bad);
  }

  private static Utterance utterance(ClipFolder clips, String line, int number)
      throws BadRowException {
    String[] cells = line.split("\t", 2);
    Matcher id = ID.matcher(cells[0]);
    if (cells.length < 2 || !id.matches()) {
      throw new BadRowException(
          "expected an id such as 1_2_000000, a tab and a text, found " + Quotation.of(line));
    }
    String clip = "audio/%s/%s/%s".formatted(id.group(1), id.group(2), cells[0]);
    return new Utterance(
        cells[0],
        clips.findInside(ENDINGS.stream().map(clip::concat).toList()),
        cells[1].strip(),
        Optional.of(id.group(1)),
        number);
  }
}
