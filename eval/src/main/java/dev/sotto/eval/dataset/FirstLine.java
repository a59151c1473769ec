package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Looks at how a file begins, to tell its form. */
final class FirstLine {
  private static final int MOST_BYTES = 1 << 16;

  private FirstLine() {}

  /**
   * The first line of {@code file} that is not blank, or its beginning; damaged characters are
   * replaced.
   *
   * @throws SottoException if the file cannot be read
   */
  static String of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      String unmarked = text.startsWith("\ufeff") ? text.substring(1) : text;
      return unmarked.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  static boolean hasExtension(Path file, String... extensions) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Stream.of(extensions).anyMatch(extension -> name.endsWith("." + extension));
  }
}
