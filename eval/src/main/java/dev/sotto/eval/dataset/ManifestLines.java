package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a manifest line by line and gathers what is wrong with it. */
final class ManifestLines<T> {
  private static final int LISTED_PROBLEMS = 10;
  private static final long MAX_BYTES = 1L << 30;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final LineParser<T> parser;
  private final List<T> rows = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** What one line says. */
  @FunctionalInterface
  interface LineParser<T> {
    /** What bytes {@code start} to {@code end} say; nothing if they are blank. */
    Optional<T> parse(byte[] bytes, int start, int end, int line)
        throws ManifestLine.BadLineException;
  }

  private ManifestLines(LineParser<T> parser) {
    this.parser = parser;
  }

  /**
   * What the lines of {@code file} that are not blank say, at least one.
   *
   * @throws SottoException if the file cannot be read or holds no such line, or naming all bad
   *     lines at once, the first ten in full
   */
  static <T> List<T> read(Path file, LineParser<T> parser) {
    byte[] bytes = readBytes(file);
    ManifestLines<T> lines = new ManifestLines<>(parser);
    lines.readLines(bytes);
    if (!lines.problems.isEmpty()) {
      throw SottoException.badInput(file, lines.describeProblems());
    }
    if (lines.rows.isEmpty()) {
      throw SottoException.badInput(
          file, "expected one JSON object a line, found no utterance; is this the manifest?");
    }
    return lines.rows;
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
      parser.parse(bytes, start, end, line).ifPresent(rows::add);
    } catch (ManifestLine.BadLineException e) {
      problems.add("line " + line + ": " + e.getMessage());
    }
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
}
