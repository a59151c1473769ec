package dev.sotto.eval.dataset.rows;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks into a folder, to say what is there. */
public final class FolderListing {
  /** A folder of clips may hold millions. */
  private static final int MOST = 10_000;

  private FolderListing() {}

  /**
   * The first files and folders in {@code folder}, in order.
   *
   * @throws SottoException if it cannot be read
   */
  public static List<Path> of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(MOST).sorted().toList();
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getCause().getMessage(), e);
    }
  }
}
