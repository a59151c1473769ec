package dev.sotto.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: everything is written to a temporary sibling, which
 * takes the final name when it is complete. A failure or an interruption removes the sibling.
 */
public final class OutputFolder implements AutoCloseable {
  /** Every export that Sotto wrote has one of these files, which say how it was made. */
  private static final List<String> MARKERS =
      List.of("plan.json", "sotto-build.json", "training.json");

  private final Path target;
  private final Path temporary;
  private final boolean replace;
  private final Thread cleaner;

  private OutputFolder(Path target, Path temporary, boolean replace) {
    this.target = target;
    this.temporary = temporary;
    this.replace = replace;
    this.cleaner = new Thread(this::discard, "sotto-output-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  /**
   * Starts a folder that will be called {@code target}.
   *
   * @param replace whether a folder of that name may be replaced once the new one is complete: one
   *     that is empty or that Sotto wrote
   * @throws SottoException if it exists and may not be replaced, or nothing can be written beside
   *     it
   */
  public static OutputFolder create(Path target, boolean replace) {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      checkReplaceable(target, absolute, replace);
    }
    if (absolute.getParent() == null || !Files.isDirectory(absolute.getParent())) {
      throw SottoException.badInput(
          target, "cannot be written: the folder to hold it does not exist");
    }
    try {
      Path temporary =
          Files.createTempDirectory(
              absolute.getParent(), "." + absolute.getFileName() + ".partial-");
      openToOthers(temporary);
      return new OutputFolder(absolute, temporary, replace);
    } catch (IOException e) {
      throw SottoException.badInput(target, "cannot be written: " + e.getMessage(), e);
    }
  }

  private static void checkReplaceable(Path target, Path absolute, boolean replace) {
    if (!replace) {
      throw SottoException.badInput(target, "exists already; name another folder or use --force");
    }
    if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw SottoException.badInput(target, "is no folder, so it is not replaced by one");
    }
    boolean ours = MARKERS.stream().anyMatch(name -> Files.exists(absolute.resolve(name)));
    if (!ours && !isEmpty(absolute)) {
      throw SottoException.badInput(
          target,
          "holds no "
              + String.join(" or ", MARKERS)
              + ", so Sotto did not write it and does not replace it");
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** A temporary folder is private at first; the finished one is as any other. */
  private static void openToOthers(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** The name that the folder gets when it is complete. */
  public Path target() {
    return target;
  }

  /** Where to write until {@link #complete()}. */
  public Path path() {
    return temporary;
  }

  /**
   * Writes a file of the folder.
   *
   * @throws SottoException if it cannot be written, as on a full disk
   */
  public void write(String name, byte[] content) {
    try {
      Files.write(temporary.resolve(name), content);
    } catch (IOException e) {
      throw SottoException.badInput(
          target.resolve(name), "cannot be written: " + e.getMessage(), e);
    }
  }

  /** Copies a file into the folder under its own name. */
  public void copy(Path file) {
    // Through a stream, since a copy would also be as read-only as its source.
    try (InputStream content = Files.newInputStream(file)) {
      Files.copy(content, temporary.resolve(file.getFileName()));
    } catch (IOException e) {
      throw SottoException.badInput(
          target.resolve(file.getFileName()), "cannot be written: " + e.getMessage(), e);
    }
  }

  /** Copies the files of {@code source} whose names are wanted. */
  public void copyAll(Path source, Predicate<String> wanted) {
    try (Stream<Path> files = Files.list(source)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> wanted.test(file.getFileName().toString()))
          .sorted()
          .forEach(this::copy);
    } catch (IOException e) {
      throw SottoException.badInput(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** Gives the finished folder its name. */
  public void complete() {
    try {
      if (replace && Files.exists(target)) {
        Path old =
            Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".old-");
        Files.move(target, old.resolve(target.getFileName()));
        move();
        Folders.deleteTree(old);
        return;
      }
      move();
    } catch (IOException e) {
      throw SottoException.badInput(
          target, "cannot be put in place; another command may have made it meanwhile", e);
    }
  }

  private void move() throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target);
    }
  }

  /** Removes what was not completed. */
  @Override
  public void close() {
    discard();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The virtual machine is going down and runs the hook itself.
      return;
    }
  }

  private void discard() {
    Folders.deleteTree(temporary);
  }
}
