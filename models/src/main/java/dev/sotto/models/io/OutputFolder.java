package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder that appears whole or not at all: everything is written into a hidden folder beside it,
 * and moved to the final name when it is complete, with an {@link OutputMark}. A failure or an
 * interruption removes what was written; what a killed process left is cleared by the next one with
 * the same target, and a folder that it was about to replace comes back.
 */
public final class OutputFolder implements AutoCloseable {
  /** How many foreign files a refusal names. */
  private static final int NAMED = 3;

  private final Path target;
  private final Workspace workspace;
  private final boolean replace;

  private OutputFolder(Path target, Workspace workspace, boolean replace) {
    this.target = target;
    this.workspace = workspace;
    this.replace = replace;
  }

  /**
   * Starts a folder that will be called {@code target}.
   *
   * @param replace whether a folder of that name may be replaced once the new one is complete: one
   *     that is empty, or that Sotto wrote and nobody added to or changed
   * @throws SottoException if it exists and may not be replaced, or nothing can be written beside
   *     it
   */
  public static OutputFolder create(Path target, boolean replace) {
    Path absolute = target.toAbsolutePath().normalize();
    checkReplaceable(target, absolute, replace);
    if (absolute.getParent() == null || !Files.isDirectory(absolute.getParent())) {
      throw SottoException.badInput(
          target, "cannot be written: the folder to hold it does not exist");
    }
    String prefix = Workspace.prefix(absolute);
    boolean begun = false;
    Workspace workspace = null;
    try {
      workspace = Workspace.create(absolute.getParent(), prefix);
      for (Workspace dead : workspace.takeDead(prefix)) {
        try (dead) {
          dead.restore(absolute);
        }
      }
      checkReplaceable(target, absolute, replace);
      workspace.makeFolder();
      begun = true;
      return new OutputFolder(absolute, workspace, replace);
    } catch (IOException e) {
      throw SottoException.badInput(target, "cannot be written: " + e.getMessage(), e);
    } finally {
      if (!begun && workspace != null) {
        workspace.close();
      }
    }
  }

  /**
   * Checks what may be there already.
   *
   * @param target as the user named it
   */
  private static void checkReplaceable(Path target, Path absolute, boolean replace) {
    if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!replace) {
      throw SottoException.badInput(target, "exists already; name another folder or use --force");
    }
    if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw SottoException.badInput(target, "is no folder, so it is not replaced by one");
    }
    if (isEmpty(absolute)) {
      return;
    }
    OutputMark mark =
        OutputMark.in(absolute)
            .orElseThrow(
                () ->
                    SottoException.badInput(
                        target,
                        ("holds no %s, so Sotto did not write it and does not replace it;"
                                + " name another folder or remove this one")
                            .formatted(OutputMark.FILE)));
    List<String> foreign = mark.foreign(absolute);
    if (!foreign.isEmpty()) {
      throw SottoException.badInput(
          target,
          ("is not replaced, as it holds what Sotto did not write, or what was changed"
                  + " since: %s%s; move that away or name another folder")
              .formatted(
                  String.join(", ", foreign.subList(0, Math.min(NAMED, foreign.size()))),
                  foreign.size() > NAMED ? " and " + (foreign.size() - NAMED) + " more" : ""));
    }
  }

  private static boolean isEmpty(Path folder) {
    try {
      return OutputMark.isEmpty(folder);
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The name that the folder gets when it is complete. */
  public Path target() {
    return target;
  }

  /** Where to write until {@link #complete()}. */
  public Path path() {
    return workspace.fresh();
  }

  /**
   * Writes a file of the folder.
   *
   * @throws SottoException if it cannot be written, as on a full disk
   */
  public void write(String name, byte[] content) {
    try {
      Files.write(path().resolve(name), content);
    } catch (IOException e) {
      throw SottoException.badInput(
          target.resolve(name), "cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Copies a file into the folder under its own name; the mark of another folder, which tells
   * nothing of this one, is passed over.
   */
  public void copy(Path file) {
    if (file.getFileName().toString().equals(OutputMark.FILE)) {
      return;
    }
    // Through a stream, since a copy would also be as read-only as its source.
    try (InputStream content = Files.newInputStream(file)) {
      Files.copy(content, path().resolve(file.getFileName()));
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

  /**
   * Marks the finished folder and gives it its name.
   *
   * @throws SottoException if it was discarded at the end of the virtual machine, or cannot be put
   *     in place; the old folder is then still there
   */
  public void complete() {
    try {
      workspace.complete(
          () -> {
            OutputMark.of(path()).writeTo(path());
            // Work may have taken hours, and somebody may have put something there.
            checkReplaceable(target, target, replace);
            if (Files.exists(target)) {
              // Not even a power failure is to cost both.
              Folders.force(path());
            }
            workspace.exchange(target);
          });
    } catch (IOException e) {
      throw SottoException.badInput(
          target, "cannot be put in place; another command may have made it meanwhile", e);
    }
    workspace.close();
  }

  /** Removes what was not completed. */
  @Override
  public void close() {
    workspace.close();
  }
}
