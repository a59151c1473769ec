package dev.sotto.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder below {@code java.io.tmpdir} that goes, with all that is in it, when it is closed or the
 * virtual machine ends, as by Ctrl-C.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final int MOST_TRIES = 20;

  private final Path path;
  private final Thread cleaner;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.cleaner = new Thread(this::deleteAtLast, "sotto-temporary-cleaner");
  }

  /**
   * Makes one.
   *
   * @throws SottoException if nothing can be written there
   */
  public static TemporaryFolder create(String prefix) {
    try {
      TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix));
      Runtime.getRuntime().addShutdownHook(folder.cleaner);
      return folder;
    } catch (IOException e) {
      throw SottoException.badInput(
          System.getProperty("java.io.tmpdir"), "cannot be written: " + e.getMessage(), e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    Folders.deleteTree(path);
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The virtual machine is going down and runs the hook itself.
      return;
    }
  }

  /** Other threads still run, and may write another file into the folder while it is emptied. */
  private void deleteAtLast() {
    for (int tries = 1; Files.exists(path); tries++) {
      try {
        Folders.deleteTree(path);
      } catch (UncheckedIOException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }
}
