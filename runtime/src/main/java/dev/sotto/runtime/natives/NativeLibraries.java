package dev.sotto.runtime.natives;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * Native libraries that come in jars, laid out as files that can be loaded: once for each version,
 * in a folder of the user that all processes share, and never without a look at what lies there.
 */
public final class NativeLibraries {
  private static final String UNFINISHED = ".unpacking-";
  private static final String LOCK = "lock";
  private static final int PIECE_BYTES = 1 << 18;

  /** One library as its jar describes it. */
  private record Library(String name, URL source, long bytes, long crc) {}

  private static Path root;

  private NativeLibraries() {}

  /**
   * A folder with exactly these libraries, whole.
   *
   * @param name what they are called together
   * @param resources for each file's name its place on the class path
   * @throws SottoException if one is not there, or they cannot be written anywhere
   */
  public static synchronized Path unpack(String name, Map<String, String> resources) {
    if (root == null) {
      root = PrivateFolder.open();
    }
    return unpack(root, name, resources);
  }

  static Path unpack(Path root, String name, Map<String, String> resources) {
    try {
      List<Library> libraries = new ArrayList<>();
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        libraries.add(find(resource.getKey(), resource.getValue()));
      }
      libraries.sort(Comparator.comparing(Library::name));
      Path folder = root.resolve(name + "-" + version(libraries));
      if (!isWhole(folder, libraries)) {
        // One process unpacks, the others wait for it.
        try (FileChannel channel =
            FileChannel.open(
                root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          lock(channel);
          if (!isWhole(folder, libraries)) {
            clean(root);
            replace(root, folder, libraries);
          }
        }
      }
      return folder;
    } catch (SottoException e) {
      throw e;
    } catch (Exception e) {
      throw SottoException.badInput(
          root,
          ("the native libraries of %s cannot be unpacked there (%s); name another folder"
                  + " with %s")
              .formatted(name, e.getMessage(), PrivateFolder.VARIABLE),
          e);
    }
  }

  /** Until the channel is closed. */
  private static void lock(FileChannel channel) {
    try {
      channel.lock();
    } catch (IOException e) {
      // A file system without locks; at worst two processes do the same work.
      return;
    }
  }

  private static Library find(String name, String resource) throws IOException {
    URL source = NativeLibraries.class.getClassLoader().getResource(resource);
    if (source == null) {
      throw new IOException(resource + " is not on the class path; is this system supported?");
    }
    URLConnection connection = source.openConnection();
    if (connection instanceof JarURLConnection jar) {
      ZipEntry entry = jar.getJarEntry();
      return new Library(name, source, entry.getSize(), entry.getCrc());
    }
    try (InputStream in = connection.getInputStream()) {
      CRC32 crc = new CRC32();
      long bytes = 0;
      byte[] piece = new byte[PIECE_BYTES];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        crc.update(piece, 0, read);
        bytes += read;
      }
      return new Library(name, source, bytes, crc.getValue());
    }
  }

  /** Tells apart what differs in any byte. */
  private static String version(List<Library> libraries) {
    CRC32 crc = new CRC32();
    for (Library library : libraries) {
      String line = library.name() + " " + library.bytes() + " " + library.crc() + "\n";
      crc.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static boolean isWhole(Path folder, List<Library> libraries) throws IOException {
    for (Library library : libraries) {
      Path file = folder.resolve(library.name());
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) != library.bytes()
          || crc(file) != library.crc()) {
        return false;
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      // PyTorch's loader loads whatever lies there.
      return files.count() == libraries.size();
    }
  }

  private static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    // Not mapped: the pages would count as memory of this process.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE_BYTES];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        crc.update(piece, 0, read);
      }
    }
    return crc.getValue();
  }

  /** Removes what a process left that was killed while it unpacked; nobody else does so now. */
  private static void clean(Path root) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(root, UNFINISHED + "*")) {
      for (Path folder : left) {
        Folders.deleteTree(folder);
      }
    }
  }

  private static void replace(Path root, Path folder, List<Library> libraries) throws IOException {
    Path unfinished = Files.createTempDirectory(root, UNFINISHED);
    try {
      for (Library library : libraries) {
        try (InputStream in = library.source().openStream()) {
          Files.copy(in, unfinished.resolve(library.name()));
        }
      }
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(folder, Files.createTempDirectory(root, UNFINISHED).resolve("damaged"));
      }
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!isWhole(folder, libraries)) {
        throw e;
      }
    } finally {
      clean(root);
    }
    if (!isWhole(folder, libraries)) {
      throw new IOException(folder + " is damaged as soon as it is written; is the disk full?");
    }
  }
}
