package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.FolderListing;
import dev.sotto.eval.dataset.rows.TabTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Forms that people have and that are not read, with what to do instead. */
final class UnreadForm {
  private static final List<UnreadForm> ALL =
      List.of(
          new UnreadForm(
              "a recording",
              "name a data set, whose texts it can be compared with; 'sotto transcribe' takes"
                  + " recordings",
              data -> ends(data, "wav", "flac", "mp3", "ogg", "opus", "m4a")),
          new UnreadForm(
              "Parquet",
              "write the clips and a metadata.csv with Hugging Face's datasets first",
              data -> ends(data, "parquet") || holds(data, "parquet")),
          new UnreadForm(
              "a data set that Hugging Face's datasets saved",
              "write the clips and a metadata.csv first",
              data ->
                  ends(data, "arrow") || holds(data, "arrow") || has(data, "dataset_info.json")),
          new UnreadForm(
              "an archive",
              "unpack it and name what was in it",
              data ->
                  ends(data, "tar", "gz", "tgz", "zip", "bz2", "xz", "zst", "7z")
                      || holds(data, "tar")),
          new UnreadForm(
              "a spreadsheet", "save it as CSV", data -> ends(data, "xlsx", "xls", "ods")),
          new UnreadForm(
              "a data folder of Kaldi",
              "write JSON lines with \"audio_filepath\", \"text\", and of segments \"offset\" and"
                  + " \"duration\"",
              data ->
                  has(data, "wav.scp")
                      || named(
                          data,
                          "wav.scp",
                          "segments",
                          "utt2spk",
                          "spk2utt",
                          "utt2dur",
                          "feats.scp")),
          new UnreadForm(
              "TED-LIUM (recordings and .stm)",
              "write JSON lines with \"audio_filepath\", \"text\", \"offset\" and \"duration\" of"
                  + " each line of the .stm",
              data ->
                  ends(data, "stm", "ctm")
                      || (has(data, "stm") && has(data, "sph"))
                      || holds(data, "stm")),
          new UnreadForm(
              "GigaSpeech",
              "write JSON lines with \"audio_filepath\", \"text\", \"offset\" and \"duration\" of"
                  + " each segment",
              data ->
                  has(data, "GigaSpeech.json")
                      || named(data, "GigaSpeech.json")
                      || (isFile(data)
                          && FirstLine.of(data).strip().equals("{")
                          && FirstLine.head(data).contains("\"audios\""))),
          new UnreadForm(
              "VoxPopuli",
              "write a table with the columns path and text, of the clips and their"
                  + " normalized_text",
              data ->
                  isFile(data)
                      && TabTable.cells(FirstLine.of(data))
                          .containsAll(List.of("raw_text", "normalized_text"))),
          new UnreadForm(
              "one JSON array",
              "write one object a line, for example with: jq -c '.[]' FILE > data.jsonl",
              data -> isFile(data) && isArray(FirstLine.of(data).strip())),
          new UnreadForm(
              "subtitles",
              "write JSON lines with \"audio_filepath\", \"text\", \"offset\" and \"duration\"",
              data -> ends(data, "srt", "vtt", "textgrid")));

  private final String title;
  private final String advice;
  private final Predicate<Path> recognises;

  private UnreadForm(String title, String advice, Predicate<Path> recognises) {
    this.title = title;
    this.advice = advice;
    this.recognises = recognises;
  }

  /** What {@code data} is, if it is one of these, and what to do. */
  static Optional<String> of(Path data) {
    return ALL.stream()
        .filter(form -> form.recognises.test(data))
        .findFirst()
        .map(form -> "found " + form.title + ", which is not read; " + form.advice);
  }

  private static boolean isArray(String line) {
    return line.equals("[") || (line.startsWith("[") && line.contains("{"));
  }

  private static boolean isFile(Path data) {
    return Files.isRegularFile(data);
  }

  private static boolean ends(Path data, String... extensions) {
    return isFile(data) && FirstLine.hasExtension(data, extensions);
  }

  private static boolean named(Path data, String... names) {
    return isFile(data) && List.of(names).contains(data.getFileName().toString());
  }

  private static boolean has(Path data, String child) {
    return Files.isDirectory(data) && Files.exists(data.resolve(child));
  }

  /** Whether the folder, or its folder {@code data}, holds such files. */
  private static boolean holds(Path data, String extension) {
    return Stream.of(data, data.resolve("data"))
        .filter(Files::isDirectory)
        .flatMap(folder -> FolderListing.of(folder).stream())
        .anyMatch(file -> ends(file, extension));
  }
}
