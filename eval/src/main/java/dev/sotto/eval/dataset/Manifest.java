package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a manifest; its form stands in the description of this package. */
public final class Manifest {
  private static final int LISTED_PROBLEMS = 10;
  private static final long MAX_BYTES = 1L << 30;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final ManifestLine parser;
  private final List<Utterance> utterances = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> timesSeen = new HashMap<>();

  private Manifest(Path folder) {
    this.parser = new ManifestLine(folder);
  }

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
    byte[] bytes = readBytes(file);
    Manifest manifest = new Manifest(absolute.getParent());
    manifest.readLines(bytes);
    if (!manifest.problems.isEmpty()) {
      throw SottoException.badInput(file, manifest.describeProblems());
    }
    if (manifest.utterances.isEmpty()) {
      throw SottoException.badInput(
          file, "expected one JSON object a line, found no utterance; is this the manifest?");
    }
    return new Dataset(name(absolute), manifest.utterances);
  }

  private static byte[] readBytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw SottoException.badInput(
            file, "expected a manifest of at most 1 GiB, found " + Files.size(file) + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw SottoException.badInput(file, "no such file", e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private void readLines(byte[] bytes) {
    int start = startsWithByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    int line = 1;
    for (int end = start; end <= bytes.length; end++) {
      if (end == bytes.length || bytes[end] == '\n') {
        readLine(bytes, start, end, line++);
        start = end + 1;
      }
    }
  }

  private void readLine(byte[] bytes, int start, int end, int line) {
    try {
      parser.parse(bytes, start, end, line).ifPresent(this::add);
    } catch (ManifestLine.BadLineException e) {
      problems.add("line " + line + ": " + e.getMessage());
    }
  }

  private void add(Utterance utterance) {
    int times = timesSeen.merge(utterance.id(), 1, Integer::sum);
    String id = times == 1 ? utterance.id() : utterance.id() + "#" + times;
    utterances.add(
        new Utterance(
            id,
            utterance.audio(),
            utterance.reference(),
            utterance.durationSeconds(),
            utterance.language(),
            utterance.speaker(),
            utterance.line()));
  }

  private String describeProblems() {
    int listed = Math.min(LISTED_PROBLEMS, problems.size());
    String list = String.join("; ", problems.subList(0, listed));
    int more = problems.size() - listed;
    return list + (more > 0 ? "; and " + more + " more bad lines" : "");
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private static String name(Path file) {
    String fileName = file.getFileName().toString();
    int dot = fileName.lastIndexOf('.');
    String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    Path folder = file.getParent().getFileName();
    return folder == null ? stem : folder + "/" + stem;
  }
}
