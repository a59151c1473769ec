package dev.sotto.eval.dataset;

import java.nio.file.Path;
import java.util.List;

/** Reads one line of a manifest. */
final class ManifestLine {
  private static final List<String> AUDIO = List.of("audio_filepath");
  private static final List<String> TEXT = List.of("text");
  private static final List<String> LANGUAGE = List.of("language");
  private static final List<String> SPEAKER = List.of("speaker");

  private final ClipFolder clips;

  /**
   * @param folder absolute; what relative paths start from
   */
  ManifestLine(Path folder) {
    this.clips = new ClipFolder(folder);
  }

  /** The utterance that a line describes, by the path of its clip. */
  Utterance utterance(String line, int number) throws BadRowException {
    return utterance(JsonFields.parse(line), true, number);
  }

  /**
   * The clip that a line names. Every field that a manifest may have is checked, so that the line
   * can be written again as it is.
   */
  Clip clip(String line, int number) throws BadRowException {
    JsonFields fields = JsonFields.parse(line);
    Utterance row = utterance(fields, false, number);
    return new Clip(row.audio(), !row.reference().isBlank(), row.language(), fields.all());
  }

  private Utterance utterance(JsonFields fields, boolean needsText, int number)
      throws BadRowException {
    fields.checkWhole();
    Path audio = clips.find(fields.requiredText(AUDIO));
    return new Utterance(
        clips.id(audio),
        audio,
        needsText ? fields.requiredText(TEXT) : fields.firstText(TEXT).orElse(""),
        fields.seconds("duration"),
        fields.known(LANGUAGE),
        fields.knownName(SPEAKER),
        number);
  }
}
