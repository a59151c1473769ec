package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A private folder, of a random name, for what has not got its place yet. It is completed once or
 * dropped once, and never both: the end of the virtual machine waits for a completion that began,
 * and after a drop nothing can be completed or written any more.
 *
 * <p>A process holds a lock on a file in it as long as it lives. Where nobody does, the process was
 * killed, and another one may take the folder over.
 */
final class Workspace implements AtExit.Task, AutoCloseable {
  private static final int MOST_TRIES = 20;

  /**
   * Those of this process. Opening a lock file a second time would end the lock when it is closed.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;
  private boolean dropped;

  private Workspace(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** What gives a finished thing its place. */
  @FunctionalInterface
  interface Completion {
    void run() throws IOException;
  }

  /** The beginning of the names of those beside {@code target}, which stay out of sight. */
  static String prefix(Path target) {
    return "." + target.getFileName() + ".partial-";
  }

  /** Makes one in {@code parent}; {@code prefix} and a number are its name. */
  static Workspace create(Path parent, String prefix) throws IOException {
    return AtExit.hold(
        () -> {
          for (int tries = 1; tries <= MOST_TRIES; tries++) {
            Optional<Workspace> made = tryToCreate(parent, prefix);
            if (made.isPresent()) {
              return made.get();
            }
          }
          throw new IOException("another process removes what is made there");
        });
  }

  private static Optional<Workspace> tryToCreate(Path parent, String prefix) throws IOException {
    Path folder = Files.createTempDirectory(parent.toRealPath(), prefix);
    OURS.add(folder);
    try {
      Optional<Workspace> made =
          WorkspaceLock.create(folder).map(lock -> new Workspace(folder, lock));
      if (made.isEmpty()) {
        OURS.remove(folder);
      }
      return made;
    } catch (IOException e) {
      OURS.remove(folder);
      Files.deleteIfExists(folder);
      throw e;
    }
  }

  /**
   * Takes over those of this prefix, user and parent whose process is dead, as far as they can be
   * found.
   */
  List<Workspace> takeDead(String prefix) {
    List<Workspace> dead = new ArrayList<>();
    try (Stream<Path> siblings = Files.list(folder.getParent())) {
      UserPrincipal user = Files.getOwner(folder);
      for (Path sibling : siblings.filter(path -> isNamed(path, prefix)).sorted().toList()) {
        if (!OURS.contains(sibling) && isFolderOf(sibling, user)) {
          WorkspaceLock.ofDead(sibling).ifPresent(lock -> dead.add(new Workspace(sibling, lock)));
        }
      }
    } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
      // Not every folder that can be written can be listed, and not every file has an owner.
      return dead;
    }
    return dead;
  }

  private static boolean isNamed(Path path, String prefix) {
    String name = path.getFileName().toString();
    return name.startsWith(prefix)
        && name.length() > prefix.length()
        && name.chars().skip(prefix.length()).allMatch(digit -> digit >= '0' && digit <= '9');
  }

  private static boolean isFolderOf(Path path, UserPrincipal user) {
    try {
      return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes the folder in which to write what is to be completed. */
  synchronized Path makeFolder() throws IOException {
    checkNotDropped();
    return Files.createDirectory(fresh());
  }

  /** Makes the file to write that is to be completed. */
  synchronized FileChannel makeFile() throws IOException {
    checkNotDropped();
    return FileChannel.open(fresh(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** What is to be completed: a file, or a folder. */
  Path fresh() {
    return folder.resolve("new");
  }

  /** Where that which has the place now goes meanwhile. */
  private Path old() {
    return folder.resolve("old");
  }

  /** Whether the old one was taken from its place and the new one did not get there. */
  private boolean isBetweenMoves() {
    return exists(old()) && exists(fresh());
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Gives the finished thing its place.
   *
   * @throws SottoException if it was dropped before
   */
  synchronized void complete(Completion completion) throws IOException {
    checkNotDropped();
    completion.run();
  }

  private void checkNotDropped() {
    if (dropped) {
      throw new SottoException(SottoException.Code.INTERRUPTED, "interrupted");
    }
  }

  /**
   * Puts a finished folder in the place of another one, if there is one, which comes back if that
   * fails. Few file systems exchange two folders in one step, and Java knows no such call.
   */
  void exchange(Path target) throws IOException {
    boolean replaces = exists(target);
    if (replaces) {
      move(target, old());
    }
    try {
      move(fresh(), target);
    } catch (IOException e) {
      if (replaces) {
        putBack(target, e);
      }
      throw e;
    }
  }

  private void putBack(Path target, IOException cause) {
    try {
      move(old(), target);
    } catch (IOException e) {
      cause.addSuppressed(e);
      throw SottoException.badInput(
          target, "cannot be put in place; the folder that was there is now " + old(), cause);
    }
  }

  /** Gives the old one its place again, if a process died between the two moves and it is free. */
  void restore(Path target) throws IOException {
    if (isBetweenMoves() && !exists(target)) {
      move(old(), target);
    }
  }

  /** Moves in one step where the file system can. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to);
    }
  }

  @Override
  public void atExit() {
    drop();
  }

  /** Removes what was not completed. */
  @Override
  public void close() {
    drop();
    AtExit.release(this);
  }

  private synchronized void drop() {
    if (dropped) {
      return;
    }
    dropped = true;
    if (isBetweenMoves()) {
      // The only copy of somebody's folder; without the lock, the next command brings it back.
      closeLock();
    } else {
      for (int tries = 1; !isRemoved() && tries < MOST_TRIES; tries++) {
        Thread.onSpinWait();
      }
    }
    OURS.remove(folder);
  }

  /**
   * Other threads may still write. Below another name they find nothing to write into, unless they
   * were about to make a file while the name changed; then it takes another try.
   */
  private boolean isRemoved() {
    Path doomed = folder.resolve("doomed");
    try {
      Folders.deleteTree(doomed);
      if (exists(fresh())) {
        move(fresh(), doomed);
      }
      Folders.deleteTree(doomed);
      Folders.deleteTree(old());
      // Last, as this tells whose folder it is.
      Files.deleteIfExists(folder.resolve(WorkspaceLock.FILE));
      closeLock();
      Files.deleteIfExists(folder);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void closeLock() {
    try {
      lock.close();
    } catch (IOException e) {
      // It ends with the process.
      return;
    }
  }
}
