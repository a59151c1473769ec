package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.eval.dataset.rows.TextLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of a file of texts.
 *
 * @param lines in order; nothing for those that cannot be read
 */
record NumberedLines(Path file, List<Optional<String>> lines) {
  NumberedLines {
    Objects.requireNonNull(file);
    lines = List.copyOf(lines);
  }

  /**
   * Reads a file; what is wrong with a line goes to {@code rows}.
   *
   * @throws dev.sotto.models.SottoException if the file cannot be read
   */
  static NumberedLines read(Path file, Rows<TextPair> rows) {
    List<Optional<String>> lines = new ArrayList<>();
    TextLines.read(
        file,
        (line, number) -> lines.add(Optional.of(PairRow.checked(line))),
        (number, problem) -> {
          lines.add(Optional.empty());
          rows.bad(place(file, number), problem);
        });
    return new NumberedLines(file, lines);
  }

  /** Where line {@code number}, from 1, stands. */
  String place(int number) {
    return place(file, number);
  }

  private static String place(Path file, int number) {
    return file.getFileName() + " line " + number;
  }

  /** Those with anything but space in them. */
  Stream<String> written() {
    return lines.stream().flatMap(Optional::stream).filter(line -> !line.isBlank());
  }
}
