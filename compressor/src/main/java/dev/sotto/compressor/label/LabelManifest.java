package dev.sotto.compressor.label;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.dataset.Clip;
import dev.sotto.models.json.JsonFiles;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;

/** Labels as a manifest to train on: the clips that have a text, in their order. */
public final class LabelManifest {
  private static final String AUDIO = "audio_filepath";
  private static final double DIGITS = 1e4;

  private LabelManifest() {}

  /**
   * The bytes of the manifest.
   *
   * @param file where it is going to lie; clips beneath its folder are named relative to it, so
   *     that both can be moved together
   */
  public static byte[] of(PseudoLabels labels, Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Judgement judgement : labels.judgements()) {
      if (judgement instanceof Judgement.Dropped || judgement instanceof Judgement.Unreadable) {
        continue;
      }
      ObjectNode row = row(judgement.clip(), folder);
      if (judgement instanceof Judgement.Kept kept) {
        label(row, kept);
      }
      lines.writeBytes(JsonFiles.writeCompact(row));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /** All that the clip's own manifest says of it. */
  private static ObjectNode row(Clip clip, Path folder) {
    ObjectNode row = JsonFiles.newObject();
    row.put(AUDIO, name(clip.audio().file(), folder));
    clip.fields()
        .forEach(
            (field, value) -> {
              if (!field.equals(AUDIO)) {
                row.set(field, value);
              }
            });
    return row;
  }

  private static void label(ObjectNode row, Judgement.Kept kept) {
    row.put("duration", kept.seconds());
    row.put("text", kept.hypothesis().text());
    row.put("language", kept.hypothesis().language());
    row.put("log_probability", rounded(kept.hypothesis().logProbability()));
    row.put("compression_ratio", rounded(kept.hypothesis().compressionRatio()));
  }

  private static String name(Path audio, Path folder) {
    return audio.startsWith(folder)
        ? folder.relativize(audio).toString().replace(audio.getFileSystem().getSeparator(), "/")
        : audio.toString();
  }

  /** To four digits after the point. */
  static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
