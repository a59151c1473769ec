package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.JsonFields;
import dev.sotto.eval.dataset.rows.Problems;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.TextLines;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON lines. An utterance's id is its clip's path relative to the manifest's folder, or the file
 * name of a clip that lies elsewhere, and of a part {@code @} and where it lies; repeated, it gets
 * {@code #2} and so on.
 */
public final class Manifest extends DatasetForm {
  private static final String NOTHING =
      "expected one JSON object a line, found no utterance; is this the manifest?";

  /**
   * Reads every line of {@code file}.
   *
   * @throws SottoException if the file cannot be read or holds no utterance, or naming all bad
   *     lines at once, the first ten in full
   */
  public static Dataset read(Path file) {
    return new DatasetReader(file, DatasetOptions.defaults(), Progress.NONE).read(new Manifest());
  }

  /**
   * Reads every line of {@code file}, whether it has a text or not.
   *
   * @throws SottoException as {@link #read(Path)}, but for a text that is missing
   */
  public static List<Clip> readClips(Path file) {
    ManifestRow parser = ManifestRow.besides(file);
    List<Clip> clips = new ArrayList<>();
    Problems problems = new Problems();
    TextLines.readFilled(
        file,
        (line, number) -> clips.add(parser.clip(JsonFields.parse(line), number)),
        problems::bad);
    if (problems.all().count() > 0) {
      throw SottoException.badInput(file, problems.all().describe());
    }
    if (clips.isEmpty()) {
      throw SottoException.badInput(file, NOTHING);
    }
    return List.copyOf(clips);
  }

  /**
   * Reads every line of {@code file} as an utterance, whose reference is empty where the line has
   * no text.
   *
   * @throws SottoException as {@link #readClips}
   */
  public static Dataset readSpeech(Path file) {
    return new DatasetReader(file, DatasetOptions.defaults(), Progress.NONE)
        .read(new Manifest(false));
  }

  private final boolean needsText;

  Manifest() {
    this(true);
  }

  private Manifest(boolean needsText) {
    super("JSON lines", NOTHING);
    this.needsText = needsText;
  }

  @Override
  boolean recognises(Path data) {
    return Files.isRegularFile(data)
        && (FirstLine.hasExtension(data, "jsonl", "json")
            || FirstLine.of(data).stripLeading().startsWith("{"))
        && !new Audiofolder().recognises(data);
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    ManifestRow parser = ManifestRow.besides(data);
    TextLines.readFilled(
        data,
        (line, number) ->
            rows.addUnnamed(
                parser.utterance(JsonFields.parse(line), needsText, number), Utterance::withId),
        rows::bad);
  }
}
