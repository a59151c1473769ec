package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.Selector;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.PartReader;
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
    Selector<Utterance> selector = new Selector<>(data, options, rows, this::withDuration);
    List<Utterance> chosen = selector.select(form.expectation());
    List<Utterance> taken = options.readsClips() ? readable(chosen) : chosen;
    return new Dataset(
        Dataset.nameOf(data),
        taken,
        selector.selection(taken, "expected clips that can be read, found none"));
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
}
