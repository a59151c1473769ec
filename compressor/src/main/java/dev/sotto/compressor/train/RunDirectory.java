package dev.sotto.compressor.train;

import dev.sotto.models.SottoException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run keeps what it needs to go on.
 *
 * @param folder for checkpoints and the log of metrics; made if missing
 * @param checkpointEvery steps between checkpoints
 * @param identity of model, data and settings: a checkpoint of another run is refused
 * @param resume whether to go on from the checkpoint there, if there is one
 */
public record RunDirectory(Path folder, int checkpointEvery, String identity, boolean resume) {
  private static final String CHECKPOINT = "checkpoint.safetensors";
  private static final String BEST = "best.safetensors";
  private static final String EARLY = "early.safetensors";
  private static final String METRICS = "metrics.jsonl";

  public RunDirectory {
    SottoException.require(
        checkpointEvery >= 1, "1 or more steps between checkpoints", checkpointEvery);
  }

  /** Makes the folder, goes on from the checkpoint if asked to, and opens the log. */
  MetricsLog open(TrainingState state) {
    CheckpointFolder.claim(folder);
    Path checkpoint = folder.resolve(CHECKPOINT);
    if (resume && Files.exists(checkpoint)) {
      state.load(checkpoint, identity);
    }
    return MetricsLog.open(folder.resolve(METRICS), state.step());
  }

  void saveCheckpoint(TrainingState state) {
    state.save(folder.resolve(CHECKPOINT), identity);
  }

  void saveBest(TrainingState state) {
    state.save(folder.resolve(BEST), identity);
  }

  /** Keeps weights to come back to. */
  void saveEarly(TrainingState state) {
    state.save(folder.resolve(EARLY), identity);
  }

  /** Comes back to the early weights, but for what is masked by now. */
  void rewind(TrainingState state) {
    state.rewind(folder.resolve(EARLY), identity);
  }

  /** The weights of the best validation, if it was not the last. */
  void takeBest(TrainingState state) {
    if (state.hasBest() && state.bestStep() < state.step()) {
      int steps = state.step();
      state.load(folder.resolve(BEST), identity);
      state.restoreStep(steps);
    }
  }
}
