package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/** A file of JSON lines, one for each step; a run that goes on drops the steps it repeats. */
record MetricsLog(Path file) {

  /**
   * Opens the log of a run that goes on after {@code step}; 0 for a new run.
   *
   * @throws SottoException if it cannot be written
   */
  static MetricsLog open(Path file, long step) {
    try {
      List<String> kept =
          Files.exists(file) && step > 0
              ? Files.readAllLines(file).stream().filter(line -> isUpTo(line, step)).toList()
              : List.of();
      // As a whole, since a kill must not cost the lines of earlier runs.
      String text = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
      OutputFile.write(file, text.getBytes(StandardCharsets.UTF_8), true);
      return new MetricsLog(file);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** A line that a kill cut short is none. */
  private static boolean isUpTo(String line, long step) {
    try {
      return JsonFiles.parseLine(line).path("step").asLong(Long.MAX_VALUE) <= step;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Adds a line.
   *
   * @throws SottoException if the disk is full
   */
  void add(ObjectNode line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be written: " + e.getMessage(), e);
    }
  }
}
