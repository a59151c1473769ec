package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.FolderListing;
import dev.sotto.eval.dataset.rows.TextFile;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The way into every form of data set. */
public final class Datasets {
  private static final List<DatasetForm> FORMS =
      List.of(
          new Manifest(),
          new TableManifest(),
          new CommonVoice(),
          new Audiofolder(),
          new LibriSpeech(),
          new LjSpeech(),
          new MultilingualLibriSpeech(),
          new Fleurs());

  /**
   * Files that may be data sets, so that a folder of a million clips is not opened clip by clip.
   */
  private static final String[] TEXTS = {"jsonl", "json", "csv", "tsv", "txt"};

  private static final int SHOWN = 5;

  private Datasets() {}

  /**
   * Reads a data set whose form its content tells.
   *
   * @throws SottoException if it has none or could have two, a file cannot be read, or no utterance
   *     is left; and, unless they are to be skipped, naming all bad rows at once, the first ten in
   *     full
   */
  public static Dataset read(Path data, DatasetOptions options, Progress progress) {
    return new DatasetReader(data, options, progress).read(form(data));
  }

  /** As {@link #read(Path, DatasetOptions, Progress)}, without a word on how far it is. */
  public static Dataset read(Path data, DatasetOptions options) {
    return read(data, options, Progress.NONE);
  }

  /** Whether {@code data} is there and looks like a data set of some form that is read. */
  public static boolean isDataset(Path data) {
    return Files.exists(data) && !formsOf(data).isEmpty();
  }

  private static DatasetForm form(Path data) {
    if (!Files.exists(data)) {
      throw SottoException.badInput(data, "no such file or folder; expected a data set");
    }
    TextFile.checkPlain(data);
    List<DatasetForm> forms = formsOf(data);
    if (forms.size() > 1) {
      throw SottoException.badInput(
          data, "could be " + names(forms, " or ") + "; name the file that is meant");
    }
    if (forms.isEmpty()) {
      throw SottoException.badInput(
          data,
          UnreadForm.of(data)
              .orElseGet(() -> "expected " + names(FORMS, ", ") + "; found " + found(data)));
    }
    return forms.get(0);
  }

  /** Those that {@code data} may be of; none for what is known not to be read. */
  private static List<DatasetForm> formsOf(Path data) {
    boolean unread = Files.isRegularFile(data) && UnreadForm.of(data).isPresent();
    return unread ? List.of() : FORMS.stream().filter(form -> form.recognises(data)).toList();
  }

  private static String names(List<DatasetForm> forms, String between) {
    return forms.stream().map(DatasetForm::name).collect(Collectors.joining(between));
  }

  private static String found(Path data) {
    if (!Files.isDirectory(data)) {
      String line = FirstLine.of(data);
      return line.isEmpty()
          ? "an empty file"
          : "a file that begins with \"" + Quotation.of(line) + "\"";
    }
    List<String> below = below(data);
    if (below.isEmpty()) {
      return "a folder without these; " + content(data);
    }
    String more = below.size() > SHOWN ? " and " + (below.size() - SHOWN) + " more" : "";
    return "a folder without these, but in it "
        + String.join(", ", below.subList(0, Math.min(SHOWN, below.size())))
        + more
        + "; name the one that is meant";
  }

  /** What could be named instead, one level below. */
  private static List<String> below(Path folder) {
    List<String> below = new ArrayList<>();
    for (Path child : FolderListing.of(folder)) {
      boolean readable =
          Files.isDirectory(child)
              || (Files.isRegularFile(child) && FirstLine.hasExtension(child, TEXTS));
      List<DatasetForm> forms = readable ? formsOf(child) : List.of();
      if (!forms.isEmpty()) {
        below.add(folder.resolve(child.getFileName()) + " (" + names(forms, " or ") + ")");
      }
    }
    return below;
  }

  private static String content(Path folder) {
    List<Path> files = FolderListing.of(folder);
    return files.isEmpty()
        ? "it is empty"
        : "in it are "
            + files.stream()
                .limit(SHOWN)
                .map(file -> "\"" + Quotation.of(file.getFileName().toString()) + "\"")
                .collect(Collectors.joining(", "))
            + (files.size() > SHOWN ? " and more" : "");
  }
}
