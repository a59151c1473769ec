package dev.sotto.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes folders. */
public final class Folders {
  private Folders() {}

  /**
   * Makes a folder and those above it, unless they are there.
   *
   * @throws SottoException if it cannot be made
   */
  public static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be made: " + e.getMessage(), e);
    }
  }
}
