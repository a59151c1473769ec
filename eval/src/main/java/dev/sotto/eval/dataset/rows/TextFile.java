package dev.sotto.eval.dataset.rows;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of UTF-8 text that somebody else wrote. Pipes and devices, which may have no end, are
 * refused, and so is text in UTF-16.
 */
public final class TextFile {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int FE = 0xFE;
  private static final int FF = 0xFF;

  private TextFile() {}

  /**
   * The bytes of {@code file}, behind a byte order mark.
   *
   * @throws SottoException if it is missing, no plain file, cannot be read, has more than 1 GiB, or
   *     is UTF-16
   */
  public static byte[] bytes(Path file) {
    checkPlain(file);
    byte[] bytes = WholeFile.read(file);
    checkEncoding(file, bytes);
    return marked(bytes) ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
  }

  /**
   * The first bytes of {@code file}, at most {@code most}, behind a byte order mark.
   *
   * @throws SottoException as {@link #bytes}
   */
  static byte[] head(Path file, int most) {
    try (InputStream in = open(file)) {
      return in.readNBytes(most);
    } catch (NoSuchFileException e) {
      throw SottoException.badInput(file, "no such file", e);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Opens {@code file} behind a byte order mark.
   *
   * @throws SottoException if it is no plain file or UTF-16
   */
  static InputStream open(Path file) throws IOException {
    checkPlain(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(BYTE_ORDER_MARK.length);
      checkEncoding(file, head);
      InputStream text = Files.newInputStream(file);
      text.skipNBytes(marked(head) ? BYTE_ORDER_MARK.length : 0);
      return text;
    }
  }

  /** Refuses what is there and neither a file nor a folder; the latter cannot be read as text. */
  public static void checkPlain(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw SottoException.badInput(
          file, "expected a file, found a pipe or a device; write its content to a file first");
    }
  }

  private static boolean marked(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private static void checkEncoding(Path file, byte[] bytes) {
    if (bytes.length < 2) {
      return;
    }
    int first = bytes[0] & FF;
    int second = bytes[1] & FF;
    if ((first == FE && second == FF) || (first == FF && second == FE)) {
      throw SottoException.badInput(
          file, "expected UTF-8, found the byte order mark of UTF-16; save the file as UTF-8");
    }
  }
}
