package dev.sotto.eval.dataset;

import java.nio.file.Path;
import java.util.List;

/** Reads one line of a manifest. */
final class ManifestLine {
  private final ClipFolder clips;

  /**
   * @param folder absolute; what relative paths start from
   */
  ManifestLine(Path folder) {
    this.clips = new ClipFolder(folder);
  }

  /** The utterance that a line describes, by the path of its clip. */
  Utterance parse(String line, int number) throws BadRowException {
    JsonFields fields = JsonFields.parse(line);
    Path audio = clips.find(fields.requiredText(List.of("audio_filepath")));
    return new Utterance(
        clips.id(audio),
        audio,
        fields.requiredText(List.of("text")),
        fields.seconds("duration"),
        fields.text("language"),
        fields.text("speaker"),
        number);
  }
}
