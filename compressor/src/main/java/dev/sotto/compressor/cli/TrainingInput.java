package dev.sotto.compressor.cli;

import dev.sotto.compressor.train.Recipe;
import dev.sotto.compressor.train.data.Amount;
import dev.sotto.compressor.train.data.HeldOut;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import java.nio.file.Path;
import java.util.Optional;

/** What commands that train find out of the model and the data. */
final class TrainingInput {
  private TrainingInput() {}

  /** How to train where no option says it. */
  static Recipe recipe(Path model, Dataset speech) {
    WhisperModel dense = Exports.open(model).read();
    return Recipe.of(Amount.of(speech), dense.parameters(), dense.config().windowFrames());
  }

  /**
   * A warning where clips are to be held out and there are too few.
   *
   * @param share to be held out
   */
  static Optional<String> tooFewToHoldOut(Dataset speech, double share) {
    int clips = speech.utterances().size();
    return share > 0 && clips < HeldOut.FEWEST
        ? Optional.of(
            "%d clips are too few to hold some out (expected %d), so nothing tells when they are"
                    .formatted(clips, HeldOut.FEWEST)
                + " learnt by heart; --validation does")
        : Optional.empty();
  }
}
