package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.Fields;
import dev.sotto.eval.dataset.rows.JsonFields;
import dev.sotto.eval.dataset.rows.Names;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;

/** Reads one row of a manifest, which may name clips anywhere and parts of recordings. */
final class ManifestRow {
  private final ClipFolder clips;

  private ManifestRow(Path folder) {
    this.clips = new ClipFolder(folder);
  }

  /** For rows of {@code manifest}, whose folder relative paths start from. */
  static ManifestRow besides(Path manifest) {
    return new ManifestRow(manifest.toAbsolutePath().normalize().getParent());
  }

  /** The utterance that a row describes, by the path of its clip. */
  Utterance utterance(Fields fields, int line) throws BadRowException {
    return utterance(fields, true, line);
  }

  /**
   * The clip that a line names. Every field that a manifest may have is checked, so that the line
   * can be written again as it is.
   */
  Clip clip(JsonFields fields, int line) throws BadRowException {
    Utterance row = utterance(fields, false, line);
    return new Clip(row.audio(), !row.reference().isBlank(), row.language(), fields.json());
  }

  /**
   * As {@link #utterance(Fields, int)}.
   *
   * @param needsText whether a row without a text is a bad one; if not, its reference is empty
   */
  Utterance utterance(Fields fields, boolean needsText, int line) throws BadRowException {
    fields.checkBounds();
    AudioPart audio = fields.part(clips.find(fields.clip(Names.AUDIO)));
    return new Utterance(
        clips.id(audio.file()) + audio.mark(),
        audio,
        needsText ? fields.requiredText(Names.TEXT) : fields.firstText(Names.TEXT).orElse(""),
        fields.seconds("duration"),
        fields.language(),
        fields.knownName(Names.SPEAKER),
        line);
  }
}
