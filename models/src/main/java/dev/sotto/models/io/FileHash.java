package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files: how results say exactly which model they speak of. */
public final class FileHash {
  private static final int PIECE_BYTES = 1 << 20;

  private FileHash() {}

  /**
   * The hash of a file's bytes as lower-case hex.
   *
   * @throws SottoException if the file cannot be read
   */
  public static String sha256(Path file) {
    WholeFile.checkRegular(file);
    MessageDigest digest = newDigest();
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream input = Files.newInputStream(file)) {
      for (int read = input.read(piece); read > 0; read = input.read(piece)) {
        digest.update(piece, 0, read);
      }
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
