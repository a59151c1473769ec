package dev.sotto.models.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The lock that a process holds in its {@link Workspace} as long as it lives. */
final class WorkspaceLock {
  static final String FILE = "lock";

  private WorkspaceLock() {}

  /**
   * Makes and takes the lock of a new folder; none if another process took the folder, before it
   * was locked, for that of a dead one.
   */
  static Optional<FileChannel> create(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel lock;
    try {
      lock = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    // Some file systems know no locks; there nobody gets one, and all pass for alive.
    if (take(lock) != Taken.BY_ANOTHER && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(lock);
    }
    lock.close();
    return Optional.empty();
  }

  /** Takes the lock of a folder; none if somebody has it or the folder is no workspace. */
  static Optional<FileChannel> ofDead(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        // Fails if anything is in it. One that was about to be locked is made again.
        Files.delete(folder);
        return Optional.empty();
      }
      FileChannel lock =
          FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (take(lock) == Taken.BY_US) {
        return Optional.of(lock);
      }
      lock.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private enum Taken {
    BY_US,
    BY_ANOTHER,
    BY_NOBODY
  }

  private static Taken take(FileChannel lock) {
    try {
      return lock.tryLock() == null ? Taken.BY_ANOTHER : Taken.BY_US;
    } catch (OverlappingFileLockException e) {
      return Taken.BY_ANOTHER;
    } catch (IOException e) {
      return Taken.BY_NOBODY;
    }
  }
}
