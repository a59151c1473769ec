package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.FineTuning.Checkpoints;
import dev.sotto.compressor.train.TrainingRecord;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.Folders;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputMark;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.json.JsonRecords;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Work that is done once. Each stage is a folder named after the hash of all that it is made from,
 * so that what exists, and holds all files that were written into it, is right; and a run that was
 * broken off, or that differs in a later stage alone, goes on from what it finds.
 *
 * @param folder of all stages; made when the first one is
 */
public record Stages(Path folder) {
  /** Inputs and result of a stage, in its folder. */
  public static final String RECORD = "stage.json";

  private static final int NAME_DIGITS = 12;

  /**
   * A finished step.
   *
   * @param folder with what it made
   * @param result what it found
   * @param found whether it was there before
   */
  public record Stage<R>(String name, Path folder, R result, boolean found) {}

  /**
   * Gives the stage of a step, and does its work if that was not done.
   *
   * @throws SottoException if the work does, and nothing of the stage remains; or if what is there
   *     is neither whole nor Sotto's alone to replace
   */
  public <R> Stage<R> complete(Step<R> step) {
    JsonNode identity = JsonRecords.write(step.identity());
    Path place = place(step.name(), identity);
    boolean exists = Files.isDirectory(place);
    boolean found = exists && isWhole(place);
    if (!found) {
      Folders.make(folder);
      try (OutputFolder output = OutputFolder.create(place, exists)) {
        R result = ShownPath.of(output.path(), place, () -> step.work().apply(output));
        ObjectNode record = JsonFiles.newObject();
        record.put("stage", step.name());
        record.put("sotto", SottoVersion.current());
        record.set("inputs", identity);
        record.set("result", step.form().writer().apply(result));
        output.write(RECORD, JsonFiles.write(record));
        output.complete();
      }
    }
    // A fresh result is read back, too, so that it is the same as one that is found.
    Path file = place.resolve(RECORD);
    JsonNode result = JsonFiles.readObject(file).path("result");
    return new Stage<>(step.name(), place, step.form().reader().apply(file, result), found);
  }

  /**
   * Trains, unless it was done; what was broken off goes on from its checkpoints beside the stage.
   *
   * @param checkpointEvery steps between checkpoints
   * @throws SottoException as {@link FineTuning#finish}
   */
  public Stage<TrainingRecord> train(
      String name, FineTuning.Request request, int checkpointEvery, Progress progress) {
    FineTuning tuning = new FineTuning(request, progress.of(name));
    ObjectNode identity = tuning.identity();
    Path work = Path.of(place(name, identity) + "-work");
    Checkpoints checkpoints = new Checkpoints(work, checkpointEvery, true);
    return complete(
        Step.of(
            name, identity, TrainingRecord.class, output -> tuning.finish(checkpoints, output)));
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

  private Path place(String name, JsonNode identity) {
    ObjectNode whole = identity.deepCopy();
    whole.put("sotto", SottoVersion.current());
    String hash = FileHash.sha256(JsonFiles.writeCompact(whole));
    return folder.resolve(name + "-" + hash.substring(0, NAME_DIGITS));
  }
}
