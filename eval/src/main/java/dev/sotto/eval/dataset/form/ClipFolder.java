package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.rows.BadRowException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the clips that rows name.
 *
 * @param folder absolute; what relative paths start from
 */
record ClipFolder(Path folder) {

  /** The clip {@code written}, wherever it lies. */
  Path find(String written) throws BadRowException {
    Path clip = resolve(written);
    if (!Files.isRegularFile(clip)) {
      throw new BadRowException("no such clip: " + Quotation.of(written));
    }
    return clip;
  }

  /**
   * The first of {@code candidates} that exists, for a table that may come from anybody and speaks
   * of its own clips only.
   */
  Path findInside(List<String> candidates) throws BadRowException {
    for (String written : candidates) {
      Path clip = resolve(written);
      if (Path.of(written).isAbsolute() || !clip.startsWith(folder)) {
        throw new BadRowException(
            "expected a clip in the folder of the data, found " + Quotation.of(written));
      }
      if (Files.isRegularFile(clip)) {
        return clip;
      }
    }
    throw new BadRowException("no such clip: " + Quotation.of(candidates.get(0)));
  }

  private Path resolve(String written) throws BadRowException {
    try {
      return folder.resolve(written).normalize();
    } catch (InvalidPathException e) {
      throw new BadRowException("the name of the clip is no path: " + e.getReason(), e);
    }
  }

  /** The path of {@code clip} from here, or its file name if it lies elsewhere. */
  String id(Path clip) {
    Path relative = clip.startsWith(folder) ? folder.relativize(clip) : clip.getFileName();
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }
}
