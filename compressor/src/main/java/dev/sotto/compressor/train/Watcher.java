package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.train.Best.Criterion;
import dev.sotto.compressor.train.torch.TrainingEngine;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.io.Progress;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks now and then at clips that are not trained on, keeps the best weights, and tells when they
 * are not going to get better.
 */
final class Watcher {
  private final Watched watched;
  private final TrainingSettings.Length length;
  private final TrainingState state;
  private final RunDirectory directory;
  private final BooleanSupplier settled;

  /**
   * What is looked at.
   *
   * @param validation none for no looking
   * @param criterion what is to be low
   */
  record Watched(Optional<Validation> validation, Criterion criterion) {}

  /**
   * @param settled whether the model is as small as it is going to be; while it is not, a better
   *     figure is that of a larger model
   */
  Watcher(
      Watched watched,
      TrainingSettings.Length length,
      TrainingState state,
      RunDirectory directory,
      BooleanSupplier settled) {
    this.watched = watched;
    this.length = length;
    this.state = state;
    this.directory = directory;
    this.settled = settled;
  }

  /** Whether it is time to look, {@code last} being the last step of the run. */
  boolean isDue(int last) {
    int every = length.validateEvery();
    return watched.validation().isPresent()
        && every > 0
        && (state.step() % every == 0 || state.step() == last);
  }

  /** Whether so many looks found nothing better that training is to end. */
  boolean isPatienceOver() {
    return length.patience() > 0 && state.validationsSinceBest() >= length.patience();
  }

  /** Looks, and writes what it sees into a line of the log. */
  void look(TrainingEngine engine, Progress progress, ObjectNode line) {
    Validation validation = watched.validation().orElseThrow();
    WordErrorRate rate = validation.run(engine, progress);
    line.put(figure(rate.measure()), rate.rate());
    double value = rate.rate();
    if (watched.criterion() == Criterion.LOSS) {
      Validation.Loss loss = validation.loss(engine);
      line.put("heldOutLoss", loss.own());
      loss.whole().ifPresent(whole -> line.put("heldOutWholeWindowLoss", whole));
      loss.joined().ifPresent(joined -> line.put("heldOutJoinedLoss", joined));
      value = loss.mean();
    }
    if (settled.getAsBoolean() && state.noteValidation(value)) {
      directory.saveBest(state);
    }
  }

  /** The best weights, if there was a look at any that could be kept. */
  Optional<Best> best() {
    return state.hasBest()
        ? Optional.of(new Best(state.bestStep(), watched.criterion(), state.bestRate()))
        : Optional.empty();
  }

  /** The name of the rate in the log. */
  private static String figure(Measure measure) {
    return switch (measure) {
      case WORDS -> "wer";
      case CHARACTERS -> "cer";
      case MIXED -> "errorRate";
    };
  }
}
