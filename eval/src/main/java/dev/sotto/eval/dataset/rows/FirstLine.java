package dev.sotto.eval.dataset.rows;

import dev.sotto.models.SottoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Looks at how a file begins, to tell its form. */
public final class FirstLine {
  private static final int MOST_BYTES = 1 << 16;

  private FirstLine() {}

  /**
   * The first line of {@code file} that is not blank, or its beginning; damaged characters are
   * replaced.
   *
   * @throws SottoException if the file cannot be read
   */
  public static String of(Path file) {
    return head(file).lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  /**
   * How {@code file} begins; damaged characters are replaced.
   *
   * @throws SottoException if the file cannot be read
   */
  public static String head(Path file) {
    return new String(TextFile.head(file, MOST_BYTES), StandardCharsets.UTF_8);
  }

  public static boolean hasExtension(Path file, String... extensions) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Stream.of(extensions).anyMatch(extension -> name.endsWith("." + extension));
  }
}
