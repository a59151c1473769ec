package dev.sotto.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file of text that somebody else may have written, as a whole. */
public final class WholeFile {
  private static final long MAX_BYTES = 1L << 30;

  private WholeFile() {}

  /**
   * The bytes of {@code file}.
   *
   * @throws SottoException if the file is missing, cannot be read, or has more than 1 GiB
   */
  public static byte[] read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw SottoException.badInput(
            file, "expected a file of at most 1 GiB, found " + Files.size(file) + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw SottoException.badInput(file, "no such file", e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }
}
