package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a manifest; its form stands in the description of this package. */
public final class Manifest {
  private Manifest() {}

  /**
   * Reads every line of {@code file}. An utterance's id is its clip's path relative to the
   * manifest's folder, or the file name of a clip that lies elsewhere; repeated, it gets {@code #2}
   * and so on. The data set is called after the folder and the file, as in {@code hindi/test}.
   *
   * @throws SottoException if the file cannot be read or holds no utterance, or naming all bad
   *     lines at once, the first ten in full
   */
  public static Dataset read(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    ManifestLine line = new ManifestLine(absolute.getParent());
    return new Dataset(
        name(absolute), withIdsOfTheirOwn(ManifestLines.read(file, line::utterance)));
  }

  /**
   * Reads every line of {@code file}, whether it has a text or not.
   *
   * @throws SottoException as {@link #read}, but for a text that is missing
   */
  public static List<Clip> readClips(Path file) {
    ManifestLine line = new ManifestLine(file.toAbsolutePath().normalize().getParent());
    return List.copyOf(ManifestLines.read(file, line::clip));
  }

  private static List<Utterance> withIdsOfTheirOwn(List<Utterance> utterances) {
    Map<String, Integer> timesSeen = new HashMap<>();
    List<Utterance> distinct = new ArrayList<>();
    for (Utterance utterance : utterances) {
      int times = timesSeen.merge(utterance.id(), 1, Integer::sum);
      String id = times == 1 ? utterance.id() : utterance.id() + "#" + times;
      distinct.add(
          new Utterance(
              id,
              utterance.audio(),
              utterance.reference(),
              utterance.durationSeconds(),
              utterance.language(),
              utterance.speaker(),
              utterance.line()));
    }
    return distinct;
  }

  private static String name(Path file) {
    String fileName = file.getFileName().toString();
    int dot = fileName.lastIndexOf('.');
    String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    Path folder = file.getParent().getFileName();
    return folder == null ? stem : folder + "/" + stem;
  }
}
