package dev.sotto.eval.dataset;

import dev.sotto.models.Progress;
import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON lines. An utterance's id is its clip's path relative to the manifest's folder, or the file
 * name of a clip that lies elsewhere; repeated, it gets {@code #2} and so on.
 */
public final class Manifest implements DatasetForm {

  /**
   * Reads every line of {@code file}.
   *
   * @throws SottoException if the file cannot be read or holds no utterance, or naming all bad
   *     lines at once, the first ten in full
   */
  public static Dataset read(Path file) {
    return new DatasetReader(file, DatasetOptions.defaults(), Progress.NONE).read(new Manifest());
  }

  @Override
  public boolean recognises(Path data) {
    return Files.isRegularFile(data)
        && (FirstLine.hasExtension(data, "jsonl", "json")
            || FirstLine.of(data).stripLeading().startsWith("{"));
  }

  @Override
  public void read(Path data, Rows<Utterance> rows) {
    ManifestLine parser = new ManifestLine(data.toAbsolutePath().normalize().getParent());
    Map<String, Integer> timesSeen = new HashMap<>();
    TextLines.read(
        data,
        (line, number) -> {
          if (!line.isBlank()) {
            Utterance utterance = parser.parse(line, number);
            int times = timesSeen.merge(utterance.id(), 1, Integer::sum);
            rows.add(times == 1 ? utterance : utterance.withId(utterance.id() + "#" + times));
          }
        },
        rows::bad);
  }

  @Override
  public String expectation() {
    return "expected one JSON object a line, found no utterance; is this the manifest?";
  }
}
