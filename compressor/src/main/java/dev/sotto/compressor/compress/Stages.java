package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.Folders;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputMark;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Work that is done once. Each stage is a folder named after the hash of all that it is made from,
 * so that what exists, and holds all files that were written into it, is right; and a run that was
 * broken off, or that differs in a later stage alone, goes on from what it finds.
 */
public final class Stages {
  /** Inputs and result of a stage, in its folder. */
  public static final String RECORD = "stage.json";

  private static final int NAME_DIGITS = 12;

  private final Path folder;

  /**
   * @param folder of all stages; made when the first one is
   */
  public Stages(Path folder) {
    this.folder = folder;
  }

  /**
   * A finished stage.
   *
   * @param folder with what it made
   * @param result what it found
   * @param found whether it was there before
   */
  public record Stage(String name, Path folder, JsonNode result, boolean found) {}

  /**
   * Gives a stage, and does its work if that was not done.
   *
   * @param inputs everything that the work depends on; files by their hashes
   * @param work writes its files into the folder and returns what it found
   * @throws SottoException if the work does, and nothing of the stage remains; or if what is there
   *     is neither whole nor Sotto's alone to replace
   */
  public Stage complete(String name, ObjectNode inputs, Function<OutputFolder, ObjectNode> work) {
    Path place = place(name, inputs);
    boolean exists = Files.isDirectory(place);
    if (exists && isWhole(place)) {
      JsonNode record = JsonFiles.readObject(place.resolve(RECORD));
      return new Stage(name, place, record.path("result"), true);
    }
    Folders.make(folder);
    try (OutputFolder output = OutputFolder.create(place, exists)) {
      ObjectNode result = ShownPath.of(output.path(), place, () -> work.apply(output));
      ObjectNode record = JsonFiles.newObject();
      record.put("stage", name);
      record.put("sotto", SottoVersion.current());
      record.set("inputs", inputs);
      record.set("result", result);
      output.write(RECORD, JsonFiles.write(record));
      output.complete();
      return new Stage(name, place, result, false);
    }
  }

  /** Where a stage may keep what it needs to go on after it was broken off. */
  public Path workplace(String name, ObjectNode inputs) {
    Path place = place(name, inputs);
    return place.resolveSibling(place.getFileName() + "-work");
  }

  private static boolean isWhole(Path place) {
    return OutputMark.in(place)
        .orElseThrow(
            () ->
                SottoException.badInput(
                    place,
                    "holds no "
                        + OutputMark.FILE
                        + ", so it cannot be told whether the stage is whole; remove the folder"))
        .isWhole(place);
  }

  private Path place(String name, ObjectNode inputs) {
    ObjectNode whole = inputs.deepCopy();
    whole.put("sotto", SottoVersion.current());
    String hash = FileHash.sha256(JsonFiles.writeCompact(whole));
    return folder.resolve(name + "-" + hash.substring(0, NAME_DIGITS));
  }
}
