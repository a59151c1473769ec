package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Which file is meant. Size and CRC-32C tell a wrong file in a tenth of the time that SHA-256
 * takes, which is there for those who must trust more than their own mistakes.
 *
 * @param crc32c of all bytes, as eight hexadecimal digits
 * @param sha256 of all bytes, as lower-case hex
 */
public record FileIdentity(long bytes, String crc32c, String sha256) {
  private static final long PIECE_BYTES = 1L << 30;

  public FileIdentity {
    Objects.requireNonNull(crc32c);
    Objects.requireNonNull(sha256);
  }

  /**
   * Reads the whole file.
   *
   * @throws SottoException if it cannot be read
   */
  public static FileIdentity of(Path file) {
    return new FileIdentity(size(file), crc32c(file), FileHash.sha256(file));
  }

  /** Whether {@code file} has this size. */
  public boolean hasSizeOf(Path file) {
    return size(file) == bytes;
  }

  /** Whether {@code file} has this size and CRC-32C. */
  public boolean fits(Path file) {
    return hasSizeOf(file) && crc32c(file).equals(crc32c);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static String crc32c(Path file) {
    WholeFile.checkRegular(file);
    CRC32C checksum = new CRC32C();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long at = 0; at < channel.size(); at += PIECE_BYTES) {
        long length = Math.min(PIECE_BYTES, channel.size() - at);
        ByteBuffer piece = channel.map(FileChannel.MapMode.READ_ONLY, at, length);
        checksum.update(piece);
      }
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
