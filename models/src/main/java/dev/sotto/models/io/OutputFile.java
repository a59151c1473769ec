package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file that appears whole or not at all. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Checks, before work begins, that a result can be put there.
   *
   * @throws SottoException if the file exists and may not be replaced, or its folder does not exist
   */
  public static void checkWritable(Path target, boolean replace) {
    Path folder = target.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(target)) {
      throw SottoException.badInput(target, "is a folder; expected a file name");
    }
    if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw SottoException.badInput(target, "exists already; name another file or use --force");
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw SottoException.badInput(target, "is no regular file, so it is not replaced by one");
    }
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw SottoException.badInput(
          target, "cannot be written: no such folder, or no right to write there");
    }
  }

  /** What a file is to hold, written piece by piece. */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel target) throws IOException;
  }

  /**
   * Writes a file under a temporary name beside {@code target} and then gives it its own.
   *
   * @throws SottoException as {@link #checkWritable}, or if the disk is full
   */
  public static void write(Path target, byte[] content, boolean replace) {
    write(
        target,
        channel -> {
          ByteBuffer rest = ByteBuffer.wrap(content);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        },
        replace);
  }

  /**
   * As {@link #write(Path, byte[], boolean)}, for what should not lie in memory as a whole.
   *
   * @throws SottoException as {@link #checkWritable}, or if the disk is full
   */
  public static void write(Path target, Content content, boolean replace) {
    checkWritable(target, replace);
    Path absolute = target.toAbsolutePath().normalize();
    String prefix = Workspace.prefix(absolute);
    try (Workspace workspace = Workspace.create(absolute.getParent(), prefix)) {
      workspace.takeDead(prefix).forEach(Workspace::close);
      try (FileChannel channel = workspace.makeFile()) {
        content.writeTo(channel);
      }
      workspace.complete(
          () -> {
            // Somebody may have made it meanwhile.
            checkWritable(target, replace);
            if (Files.exists(absolute)) {
              Folders.force(workspace.fresh());
            }
            Workspace.move(workspace.fresh(), absolute);
          });
    } catch (IOException e) {
      throw SottoException.badInput(target, "cannot be written: " + e.getMessage(), e);
    }
  }
}
