package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.CsvTable;
import dev.sotto.eval.dataset.rows.Fields;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.JsonFields;
import dev.sotto.eval.dataset.rows.Names;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.SeparatedTable;
import dev.sotto.eval.dataset.rows.TextLines;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of Hugging Face's audiofolder form: clips, and {@code metadata.csv} or {@code
 * metadata.jsonl} with a {@code file_name} relative to it and a text, called as in {@link #TEXT}.
 * An utterance's id is its {@code file_name}.
 */
final class Audiofolder extends DatasetForm {
  private static final List<String> FILE_NAME = List.of("file_name");
  private static final List<String> TEXT =
      List.of("transcription", "text", "sentence", "transcript");
  private static final String CSV = "metadata.csv";
  private static final String JSON = "metadata.jsonl";

  Audiofolder() {
    super(
        "audiofolder (metadata.csv or metadata.jsonl)", "expected a row for each clip, found none");
  }

  @Override
  boolean recognises(Path data) {
    if (Files.isDirectory(data)) {
      return Files.isRegularFile(data.resolve(JSON)) || isTable(data.resolve(CSV));
    }
    String name = data.getFileName().toString();
    return (name.equals(CSV) && isTable(data))
        || (name.equals(JSON) && FirstLine.of(data).contains("\"" + FILE_NAME.get(0) + "\""));
  }

  /** LJSpeech has a file of the same name and no header. */
  private static boolean isTable(Path csv) {
    return Files.isRegularFile(csv)
        && (FirstLine.of(csv).contains(FILE_NAME.get(0))
            || !(new LjSpeech().recognises(csv) || isOtherTable(csv)));
  }

  private static boolean isOtherTable(Path csv) {
    return SeparatedTable.find(csv, List.of(Names.AUDIO, Names.TEXT)).isPresent();
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    Path metadata = metadata(data);
    ClipFolder clips = new ClipFolder(metadata.toAbsolutePath().normalize().getParent());
    if (metadata.getFileName().toString().equals(CSV)) {
      CsvTable.read(
          metadata,
          ',',
          List.of(FILE_NAME, TEXT),
          (cells, line) -> rows.add(utterance(clips, cells, line)),
          rows::bad);
      return;
    }
    TextLines.readFilled(
        metadata,
        (line, number) -> rows.add(utterance(clips, JsonFields.parse(line), number)),
        rows::bad);
  }

  private static Path metadata(Path data) {
    if (!Files.isDirectory(data)) {
      return data;
    }
    Path csv = data.resolve(CSV);
    Path json = data.resolve(JSON);
    if (Files.exists(csv) && Files.exists(json)) {
      throw SottoException.badInput(
          data, "holds both " + CSV + " and " + JSON + "; name the file that is meant");
    }
    return Files.exists(csv) ? csv : json;
  }

  private static Utterance utterance(ClipFolder clips, Fields fields, int line)
      throws BadRowException {
    AudioPart audio = fields.part(clips.findInside(List.of(fields.requiredText(FILE_NAME))));
    return new Utterance(
        clips.id(audio.file()) + audio.mark(),
        audio,
        fields.requiredText(TEXT),
        fields.seconds("duration"),
        fields.language(),
        fields.knownName(Names.SPEAKER),
        line);
  }
}
