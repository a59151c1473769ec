package dev.sotto.compressor.label;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.dataset.rows.FolderListing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads speech of which perhaps nobody wrote down what is said. */
public final class SpeechInput {
  private static final Set<String> AUDIO =
      Set.of("wav", "flac", "mp3", "ogg", "oga", "opus", "m4a", "mp4", "aac", "webm", "wma");

  private SpeechInput() {}

  /**
   * The utterances of a data set; of a manifest (.jsonl) whose lines may lack a text; or a
   * recording, or those that lie in a folder. A reference is empty where there is no text.
   *
   * @throws dev.sotto.models.SottoException if it is none of these, or cannot be read; recordings
   *     are not looked at yet
   */
  public static Dataset read(Path data) {
    if (Files.isRegularFile(data) && extension(data).equals("jsonl")) {
      return Datasets.isDataset(data) && !isManifest(data)
          ? Datasets.read(data, DatasetOptions.defaults())
          : Manifest.readSpeech(data);
    }
    List<Path> recordings = recordings(data);
    return recordings.isEmpty()
        ? Datasets.read(data, DatasetOptions.defaults())
        : new Dataset(Dataset.nameOf(data), utterances(recordings));
  }

  /** Other forms have lines of JSON, too. */
  private static boolean isManifest(Path data) {
    return !data.getFileName().toString().equals("metadata.jsonl");
  }

  /** Whether some of it has no text. */
  public static boolean lacksText(Dataset data) {
    return data.utterances().stream().anyMatch(clip -> clip.reference().isBlank());
  }

  /** The clips to label. */
  public static List<Clip> clips(Dataset data) {
    return data.utterances().stream().map(Clip::of).toList();
  }

  private static List<Path> recordings(Path data) {
    if (Files.isRegularFile(data)) {
      return isAudio(data) ? List.of(data) : List.of();
    }
    return Files.isDirectory(data) && !Datasets.isDataset(data)
        ? FolderListing.of(data).stream()
            .filter(file -> Files.isRegularFile(file) && isAudio(file))
            .toList()
        : List.of();
  }

  private static boolean isAudio(Path file) {
    return AUDIO.contains(extension(file));
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static List<Utterance> utterances(List<Path> recordings) {
    List<Utterance> utterances = new ArrayList<>();
    for (Path file : recordings) {
      utterances.add(
          new Utterance(
              file.getFileName().toString(),
              file.toAbsolutePath().normalize(),
              "",
              Optional.empty(),
              utterances.size() + 1));
    }
    return utterances;
  }
}
