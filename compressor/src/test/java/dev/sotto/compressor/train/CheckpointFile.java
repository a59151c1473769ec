package dev.sotto.compressor.train;

import dev.sotto.compressor.train.optimize.TestOptimizers;
import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.HeadMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The checkpoint of a run that trains an export towards zeros, without the training. */
public final class CheckpointFile {
  private static final int STEPS = 20;
  private static final String IDENTITY = "identity";

  private CheckpointFile() {}

  /** Writes the one that a run of {@code export} leaves after three steps. */
  public static void write(Path export, Path file) {
    TrainingState state = state(export);
    for (int step = 0; step < 3; step++) {
      state.advance();
    }
    state.noteValidation(0.5);
    state.save(file, IDENTITY);
  }

  /** Goes on from it, as far as to the first step. */
  public static void read(Path export, Path file) {
    state(export).load(file, IDENTITY);
  }

  private static TrainingState state(Path export) {
    WhisperModel model = Exports.open(export).read();
    Parameters parameters = Parameters.of(model);
    List<BlockGroups> groups =
        model.blocks().stream().map(block -> BlockGroups.of(block, parameters)).toList();
    GroupSchedule schedule = new GroupSchedule(groups, Penalty.towards(0.4, HeadMode.FREE), STEPS);
    return new TrainingState(
        parameters, TestOptimizers.adamW(1e-3), Optional.of(schedule), Optional.empty());
  }
}
