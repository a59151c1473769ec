package dev.sotto.compressor.demo;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The nano Whisper and the clips that come with Sotto, all made by Sotto itself ({@link
 * NanoTraining}): a folder {@value DemoData#MODEL}, the manifests of both sides and their clips.
 */
public final class BuiltIn {
  /** The folder of the resources, beside this class. */
  static final String FOLDER = "built-in";

  private BuiltIn() {}

  /** The hash of the record of how these files were made, which tells them from others. */
  static String sha256() {
    try (InputStream record = record().openStream()) {
      return FileHash.sha256(record.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL record() {
    URL record = BuiltIn.class.getResource(FOLDER + "/" + DemoData.PROVENANCE);
    if (record == null) {
      throw new SottoException(
          SottoException.Code.INTERNAL, "the built-in model is missing from this build");
    }
    return record;
  }

  /**
   * Writes all files into {@code target}, which is there and empty.
   *
   * @throws SottoException if nothing can be written
   */
  static void unpack(Path target) {
    try {
      URI uri = record().toURI();
      if (uri.getScheme().equals("jar")) {
        JarURLConnection connection = (JarURLConnection) record().openConnection();
        Path jar = Path.of(connection.getJarFileURL().toURI());
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
          copy(files.getPath(connection.getEntryName()).getParent(), target);
        }
      } else {
        copy(Path.of(uri).getParent(), target);
      }
    } catch (IOException e) {
      throw SottoException.badInput(target, "cannot be written: " + e.getMessage(), e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(source)) {
      files = tree.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      // Through text, since the two may be of different file systems.
      Path copy = target.resolve(source.relativize(file).toString());
      Folders.makeInside(copy.getParent());
      Files.copy(file, copy);
    }
  }
}
