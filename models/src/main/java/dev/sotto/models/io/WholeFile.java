package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads a file of text that somebody else may have written, as a whole. */
public final class WholeFile {
  private static final int MAX_BYTES = 1 << 30;

  /** Names that a shell gives to what it feeds, as in {@code <(command)}. */
  private static final Pattern FED = Pattern.compile("/dev/stdin|/dev/fd/\\d+|/proc/self/fd/\\d+");

  private WholeFile() {}

  /**
   * Checks that {@code file} is there and is a file: to open a pipe that nobody writes to would
   * wait for ever, and a device may never end.
   *
   * @throws SottoException if it is missing, or something else
   */
  public static void checkRegular(Path file) {
    if (Files.isRegularFile(file)) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw SottoException.badInput(file, "expected a file, found a folder");
    }
    throw SottoException.badInput(
        file,
        Files.exists(file) ? "expected a regular file, found a pipe or device" : "no such file");
  }

  /**
   * The bytes of {@code file}, which may also be standard input or what a shell feeds.
   *
   * @throws SottoException if the file is missing, cannot be read, is another pipe or device, or
   *     has more than 1 GiB
   */
  public static byte[] read(Path file) {
    boolean fed = FED.matcher(file.toString()).matches();
    if (!fed) {
      checkRegular(file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      boolean tooLong = Files.size(file) > MAX_BYTES;
      byte[] bytes = fed ? in.readNBytes(MAX_BYTES) : tooLong ? new byte[0] : in.readAllBytes();
      if (tooLong || (fed && in.read() >= 0)) {
        throw SottoException.badInput(file, "expected a file of at most 1 GiB");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw SottoException.badInput(file, "no such file", e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }
}
