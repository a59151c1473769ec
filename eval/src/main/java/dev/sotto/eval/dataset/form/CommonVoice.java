package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.Cells;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.TabTable;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A table of Mozilla's Common Voice, such as {@code test.tsv}: {@code path}, {@code sentence}, and
 * if they are there {@code client_id} and {@code locale}. Clips lie in the folder {@code clips}
 * beside the table; their names may lack {@code .mp3}, as in the first releases. Durations come
 * from {@code clip_durations.tsv} beside the table, if that is there. An utterance's id is its
 * {@code path}.
 */
final class CommonVoice extends DatasetForm {
  private static final String EXTENSION = ".mp3";
  private static final List<String> PATH = List.of("path");
  private static final List<String> SENTENCE = List.of("sentence");
  private static final List<String> CLIENT = List.of("client_id");
  private static final Pattern NAMED =
      Pattern.compile("\\.(mp3|wav|flac)\\z", Pattern.CASE_INSENSITIVE);
  private static final String DURATIONS = "clip_durations.tsv";
  private static final List<String> CLIP = List.of("clip");
  private static final String MILLIS = "duration[ms]";
  private static final double MILLIS_PER_SECOND = 1000;

  CommonVoice() {
    super("Common Voice (.tsv)", "expected a row for each clip, found none below the header");
  }

  @Override
  boolean recognises(Path data) {
    return Files.isRegularFile(data)
        && TabTable.cells(FirstLine.of(data)).containsAll(List.of(PATH.get(0), SENTENCE.get(0)));
  }

  @Override
  void read(Path data, Rows<Utterance> rows) {
    Path beside = data.toAbsolutePath().normalize().getParent();
    Path folder = beside.resolve("clips");
    ClipFolder clips = new ClipFolder(Files.isDirectory(folder) ? folder : beside);
    TabTable.read(
        data,
        List.of(PATH, SENTENCE),
        (cells, line) -> rows.add(utterance(clips, cells, line)),
        rows::bad);
    Path durations = beside.resolve(DURATIONS);
    if (Files.isRegularFile(durations)) {
      addDurations(durations, rows.rows());
    }
  }

  private static Utterance utterance(ClipFolder clips, Cells cells, int line)
      throws BadRowException {
    String path = cells.requiredText(PATH);
    String sentence = cells.requiredText(SENTENCE);
    if (sentence.isBlank()) {
      throw new BadRowException("\"sentence\" is empty, though every clip was read from one");
    }
    return new Utterance(
        path,
        AudioPart.whole(
            clips.findInside(
                NAMED.matcher(path).find() ? List.of(path) : List.of(path + EXTENSION, path))),
        sentence,
        OptionalDouble.empty(),
        cells.language(),
        cells.known(CLIENT),
        line);
  }

  /** Adds what is known; with a bad line or another header durations stay unknown. */
  private static void addDurations(Path file, List<Utterance> utterances) {
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < utterances.size(); i++) {
      indices.put(utterances.get(i).id(), i);
    }
    TabTable.read(
        file,
        List.of(),
        (cells, line) -> {
          Integer index = indices.get(cells.requiredText(CLIP));
          OptionalDouble millis = cells.seconds(MILLIS);
          if (index != null && millis.isPresent()) {
            double seconds = millis.getAsDouble() / MILLIS_PER_SECOND;
            utterances.set(index, utterances.get(index).withDuration(seconds));
          }
        },
        (line, problem) -> {});
  }
}
