package dev.sotto.models;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the test material beside the project; a test that needs what is absent is skipped, never
 * passed.
 */
public final class SharedFiles {
  private SharedFiles() {}

  /** The file or folder at {@code relative} below the shared folder. */
  public static Path shared(String relative) {
    Path path = Path.of(System.getProperty("sotto.shared", "../../shared"), relative).normalize();
    assumeTrue(Files.exists(path), () -> "needs " + path.toAbsolutePath());
    return path;
  }
}
