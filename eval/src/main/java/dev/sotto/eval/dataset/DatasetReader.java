package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.PartReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads one data set: its rows, then as many of its clips as it must. */
final class DatasetReader {
  private final Path data;
  private final DatasetOptions options;
  private final Progress progress;
  private final Rows<Utterance> rows = new Rows<>();
  private final PartReader reader = new PartReader();
  private final Map<AudioPart, Length> lengths = new HashMap<>();

  DatasetReader(Path data, DatasetOptions options, Progress progress) {
    this.data = data;
    this.options = options;
    this.progress = progress;
  }

  /** The length of a clip in seconds, or why it cannot be read. */
  private record Length(OptionalDouble seconds, String problem) {}

  Dataset read(DatasetForm form) {
    try (reader) {
      return chosen(form);
    }
  }

  private Dataset chosen(DatasetForm form) {
    form.read(data, rows);
    if (rows.rows().isEmpty()) {
      Choice.refuse(data, options, rows.bad());
      throw SottoException.badInput(data, Choice.nothing(form.expectation(), rows.bad()));
    }
    Choice<Utterance> choice = new Choice<>(options.filter(), this::withDuration);
    List<Utterance> chosen = choice.of(rows.rows());
    List<Utterance> taken = options.readsClips() ? readable(chosen) : chosen;
    Choice.refuse(data, options, rows.bad());
    if (taken.isEmpty()) {
      throw SottoException.badInput(
          data, choice.nothingLeft("expected clips that can be read, found none", rows.bad()));
    }
    return new Dataset(
        name(data), taken, new Selection(options.filter(), choice.leftOut(), rows.bad()));
  }

  private Optional<Utterance> withDuration(Utterance utterance) {
    OptionalDouble length = length(utterance);
    return length.isPresent()
        ? Optional.of(utterance.withDuration(length.getAsDouble()))
        : Optional.empty();
  }

  private List<Utterance> readable(List<Utterance> chosen) {
    int done = 0;
    progress.report("read clips", 0, chosen.size());
    for (int index : PartReader.order(chosen.stream().map(Utterance::audio).toList())) {
      length(chosen.get(index).audio());
      progress.report("read clips", ++done, chosen.size());
    }
    return chosen.stream().filter(utterance -> length(utterance).isPresent()).toList();
  }

  /** The length of a clip, in seconds; empty if it is damaged. */
  private OptionalDouble length(Utterance utterance) {
    Length length = length(utterance.audio());
    if (length.seconds().isEmpty()) {
      rows.bad(utterance, length.problem());
    }
    return length.seconds();
  }

  /** Each is read once. */
  private Length length(AudioPart clip) {
    return lengths.computeIfAbsent(clip, this::measure);
  }

  private Length measure(AudioPart clip) {
    try {
      return new Length(OptionalDouble.of(reader.read(clip).seconds()), "");
    } catch (SottoException e) {
      return new Length(OptionalDouble.empty(), e.getMessage());
    }
  }

  /** The last two names of the path, without an extension: {@code hindi/test}. */
  static String name(Path data) {
    Path absolute = data.toAbsolutePath().normalize();
    Path last = absolute.getFileName();
    if (last == null) {
      return absolute.toString();
    }
    String fileName = last.toString();
    int dot = Files.isDirectory(data) ? -1 : fileName.lastIndexOf('.');
    String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    Path folder = absolute.getParent().getFileName();
    return folder == null ? stem : folder + "/" + stem;
  }
}
