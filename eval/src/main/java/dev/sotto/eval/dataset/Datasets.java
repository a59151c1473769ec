package dev.sotto.eval.dataset;

import dev.sotto.models.Progress;
import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The way into every form of data set. */
public final class Datasets {
  /** In this order each is asked whether the data is its own. */
  private static final List<DatasetForm> FORMS =
      List.of(new Audiofolder(), new LibriSpeech(), new CommonVoice(), new Manifest());

  private Datasets() {}

  /**
   * Reads a data set whose form its content tells.
   *
   * @throws SottoException if there is none, a file cannot be read, or no utterance is left; and,
   *     unless they are to be skipped, naming all bad rows at once, the first ten in full
   */
  public static Dataset read(Path data, DatasetOptions options, Progress progress) {
    return new DatasetReader(data, options, progress).read(form(data));
  }

  /** As {@link #read(Path, DatasetOptions, Progress)}, without a word on how far it is. */
  public static Dataset read(Path data, DatasetOptions options) {
    return read(data, options, Progress.NONE);
  }

  private static DatasetForm form(Path data) {
    if (!Files.exists(data)) {
      throw SottoException.badInput(data, "no such file or folder; expected a data set");
    }
    return FORMS.stream()
        .filter(form -> form.recognises(data))
        .findFirst()
        .orElseThrow(
            () ->
                SottoException.badInput(
                    data,
                    "expected JSON lines, a Common Voice .tsv, a folder with metadata.csv or"
                        + " metadata.jsonl, or one with *.trans.txt, found "
                        + found(data)));
  }

  private static String found(Path data) {
    return Files.isDirectory(data)
        ? "a folder without these; if it holds a .jsonl or .tsv, name that"
        : "a file that begins with \"" + Quotation.of(FirstLine.of(data)) + "\"";
  }
}
