package dev.sotto.runtime.natives;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that stays from start to start and that only its owner, who runs this process, can
 * change: code is loaded from it.
 */
final class PrivateFolder {
  /** Names the folder; where it is unset, the system's place for caches is taken. */
  static final String VARIABLE = "SOTTO_CACHE";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static final int ROOT = 0;
  private static final int WRITABLE_BY_OTHERS = 022;
  private static final int STICKY = 01000;

  private PrivateFolder() {}

  /**
   * The folder, made if need be. Where there is no such place, or others could change what lies
   * there, it is a new one in the temporary folder that goes when the process ends.
   *
   * @throws SottoException if the user named a folder that will not do
   */
  static Path open() {
    return open(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  static Path open(Map<String, String> environment, String system, String home) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      try {
        return trusted(Path.of(named).toAbsolutePath());
      } catch (IOException | InvalidPathException e) {
        throw SottoException.badInput(
            VARIABLE + "=" + named, "cannot hold native libraries: " + e.getMessage(), e);
      }
    }
    try {
      Optional<Path> usual = usual(environment, system, home);
      if (usual.isPresent()) {
        return trusted(usual.get());
      }
    } catch (IOException | InvalidPathException e) {
      return TemporaryFolder.create("sotto-native-").path();
    }
    return TemporaryFolder.create("sotto-native-").path();
  }

  /** A path that is not absolute is none: so the home of a user without one is called. */
  private static Optional<Path> usual(Map<String, String> environment, String system, String home) {
    String name = system.toLowerCase(Locale.ROOT);
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        name.startsWith("windows")
            ? Path.of(environment.getOrDefault("LOCALAPPDATA", ""))
            : name.startsWith("mac")
                ? Path.of(home, "Library", "Caches")
                : cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache");
    return Optional.of(caches.resolve("sotto")).filter(Path::isAbsolute);
  }

  private static Path trusted(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Files.createDirectories(folder).toRealPath();
    }
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Path real = folder.toRealPath();
    int self = self();
    if (uid(real) != self) {
      throw new IOException(real + " belongs to another user");
    }
    if ((mode(real) & WRITABLE_BY_OTHERS) != 0) {
      throw new IOException(
          real + " can be changed by other users; take that right away (chmod 700)");
    }
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      int owner = uid(above);
      if (owner != self && owner != ROOT) {
        throw new IOException("it lies in " + above + ", which belongs to another user");
      }
      if ((mode(above) & WRITABLE_BY_OTHERS) != 0 && (mode(above) & STICKY) == 0) {
        throw new IOException("it lies in " + above + ", which other users can change");
      }
    }
    if (!Files.isWritable(real)) {
      throw new IOException(real + " cannot be written");
    }
    return real;
  }

  /** The user whose rights this process has. */
  private static int self() throws IOException {
    Path probe = Files.createTempFile("sotto-", null);
    try {
      return uid(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static int uid(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static int mode(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }
}
