package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps a command from writing over what it reads, whatever it is forced to. */
public final class OutputGuard {
  private OutputGuard() {}

  /**
   * Checks where a result is to go.
   *
   * @param inputs files and folders that the command reads; those that do not exist are passed over
   * @throws SottoException if {@code output} is empty, is an input, holds one, or lies inside one
   */
  public static void check(Path output, Path... inputs) {
    if (output.toString().isBlank()) {
      throw new SottoException(
          SottoException.Code.USAGE, "expected a name for --out, found nothing");
    }
    Path target = real(output);
    for (Path input : inputs) {
      Path source = real(input);
      if (Files.exists(source) && (source.startsWith(target) || target.startsWith(source))) {
        throw SottoException.badInput(
            output, "would overwrite " + input + ", which is read; name another place");
      }
    }
  }

  /** The path without links as far as it exists. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path existing = absolute;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
    } catch (IOException e) {
      throw SottoException.badInput(path, "cannot be read: " + e.getMessage(), e);
    }
  }
}
