package dev.sotto.models.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The lock that a process holds in its {@link Workspace} as long as it lives. */
final class WorkspaceLock {
  static final String FILE = "lock";

  /** A lock is there at once; an empty folder of this age was left between the two. */
  private static final Duration LONGEST_START = Duration.ofMinutes(1);

  private WorkspaceLock() {}

  /** Makes and takes the lock of a new folder. */
  static FileChannel create(Path folder) throws IOException {
    FileChannel lock =
        FileChannel.open(
            folder.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    // Some file systems know no locks; there nobody gets one, and all pass for alive.
    boolean unused = take(lock);
    return lock;
  }

  /** Takes the lock of a folder; none if somebody has it or the folder is no workspace. */
  static Optional<FileChannel> ofDead(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Instant made = Files.getLastModifiedTime(folder).toInstant();
        if (made.plus(LONGEST_START).isBefore(Instant.now())) {
          // Fails if anything is in it.
          Files.delete(folder);
        }
        return Optional.empty();
      }
      FileChannel lock =
          FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (take(lock)) {
        return Optional.of(lock);
      }
      lock.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean take(FileChannel lock) {
    try {
      return lock.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }
}
