package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.cli.training.TrainingOptions.Defaults;
import dev.sotto.compressor.train.Recipe;
import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much is trained, and what tells when it is enough. */
final class LengthOptions {
  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the optimiser (default: by the number of clips: 200, 300 or 1000).")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--train-batch",
      paramLabel = "N",
      description =
          "Clips of one pass; memory grows with it (default: up to 16, fewer where clips are long or"
              + " the model is large).")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description =
          "Passes whose gradients make up a step (default: as many as make 16 clips; 1 with"
              + " --train-batch).")
  private Optional<Integer> accumulation = Optional.empty();

  @Option(
      names = "--validation",
      paramLabel = "DATA",
      description = "Speech on which the best weights are found, in any form that is trained on.")
  private Optional<Path> validation = Optional.empty();

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      description =
          "Without --validation, share of the clips that is not trained on but tells the best weights"
              + " (default: 10%% in compress, 0 in finetune).")
  private Optional<String> holdOut = Optional.empty();

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      description =
          "Steps between looks at clips that are not trained on (default: a twentieth of all, and"
              + " at least 6).")
  private Optional<Integer> validateEvery = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "End after so many looks without a better figure; 0 for never (default: 5 in compress and"
              + " with --hold-out, else 0).")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "50",
      description = "Steps between checkpoints (default ${DEFAULT-VALUE}).")
  private int checkpointEvery;

  Optional<Dataset> validation() {
    return validation.map(data -> Datasets.read(data, DatasetOptions.defaults()));
  }

  int checkpointEvery() {
    return checkpointEvery;
  }

  int steps(Recipe recipe) {
    return steps.orElse(recipe.steps());
  }

  double heldOut(Defaults defaults) {
    return validation.isPresent()
        ? 0
        : holdOut.map(PenaltyOptions::share).orElse(defaults.watches() ? Recipe.HELD_OUT : 0);
  }

  /** For a training of {@code someSteps}, {@code all} being those of the run. */
  Length length(Defaults defaults, int someSteps, int all) {
    Recipe recipe = defaults.recipe();
    boolean watches = defaults.watches() || holdOut.isPresent();
    return new Length(
        someSteps,
        batch.orElse(recipe.batch()),
        accumulation.orElse(batch.isPresent() ? 1 : recipe.accumulation()),
        validateEvery.orElse(Recipe.validateEvery(all)),
        patience.orElse(watches ? Recipe.PATIENCE : 0),
        heldOut(defaults));
  }
}
