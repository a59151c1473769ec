package dev.sotto.compressor.train;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.io.Folders;
import dev.sotto.models.io.OutputFile;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of checkpoints, which are written over one another, and over nothing else. */
final class CheckpointFolder {
  /** Tells that what is written over here is Sotto's. */
  static final String MARK = "sotto-checkpoints.json";

  private static final String FORMAT = "sotto-checkpoints/1";

  private CheckpointFolder() {}

  /**
   * Makes the folder, or checks that it is one of these.
   *
   * @throws SottoException if there are other files in it, or it cannot be written
   */
  static void claim(Path folder) {
    Folders.make(folder);
    Path mark = folder.resolve(MARK);
    if (Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
      if (!JsonFiles.readObject(mark).path("format").asText().equals(FORMAT)) {
        throw SottoException.badInput(mark, "expected the format " + FORMAT);
      }
      return;
    }
    List<String> others = others(folder);
    if (!others.isEmpty()) {
      throw SottoException.badInput(
          folder,
          "holds %s and no %s, so checkpoints are not written there; name another folder with"
                  .formatted(others.get(0), MARK)
              + " --checkpoints or remove this one");
    }
    OutputFile.write(
        mark,
        JsonFiles.write(
            JsonFiles.newObject().put("format", FORMAT).put("sotto", SottoVersion.current())),
        false);
  }

  /** What is there, without what a killed run left on the way to its mark. */
  private static List<String> others(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("." + MARK))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
  }
}
