package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Utterances in a fixed order.
 *
 * @param selection which part of the files they are
 */
public record Dataset(String name, List<Utterance> utterances, Selection selection) {
  public Dataset {
    Objects.requireNonNull(name);
    Objects.requireNonNull(selection);
    utterances = List.copyOf(utterances);
  }

  /** All that there is. */
  public Dataset(String name, List<Utterance> utterances) {
    this(name, utterances, Selection.ALL);
  }

  /**
   * The first {@code count} utterances, or all if there are fewer.
   *
   * @throws SottoException with code USAGE if {@code count} is below 1
   */
  public Dataset limit(int count) {
    if (count < 1) {
      throw SottoException.usage("limit: expected at least 1 utterance, found " + count);
    }
    return new Dataset(name, utterances.subList(0, Math.min(count, utterances.size())), selection);
  }

  /**
   * What exactly is measured, in 64 hexadecimal digits; see {@link Fingerprint}.
   *
   * @throws SottoException if a clip cannot be read
   */
  public String fingerprint() {
    return Fingerprint.of(utterances);
  }

  /**
   * What data in {@code data} is called: the last two names of the path, without an extension:
   * {@code hindi/test}.
   */
  public static String nameOf(Path data) {
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
