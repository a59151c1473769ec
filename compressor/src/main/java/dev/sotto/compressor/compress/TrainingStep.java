package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.FineTuning.Checkpoints;
import dev.sotto.compressor.train.TrainingRecord;
import dev.sotto.models.io.Progress;

/** Training as a step; one that was broken off goes on from its checkpoints beside the stage. */
public final class TrainingStep {
  private TrainingStep() {}

  /**
   * Trains, unless it was done.
   *
   * @param checkpointEvery steps between checkpoints
   * @throws dev.sotto.models.SottoException as {@link FineTuning#finish}
   */
  public static Stages.Stage<TrainingRecord> complete(
      Stages stages,
      String name,
      FineTuning.Request request,
      int checkpointEvery,
      Progress progress) {
    FineTuning tuning = new FineTuning(request, progress.of(name));
    ObjectNode identity = tuning.identity();
    Checkpoints checkpoints =
        new Checkpoints(stages.runDirectory(name, identity), checkpointEvery, true);
    return stages.complete(
        Step.of(
            name, identity, TrainingRecord.class, output -> tuning.finish(checkpoints, output)));
  }
}
