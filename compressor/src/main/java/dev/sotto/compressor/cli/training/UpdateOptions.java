package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.train.Recipe;
import dev.sotto.compressor.train.TrainingSettings.Method;
import dev.sotto.compressor.train.TrainingSettings.Update;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How gradients become changes. */
final class UpdateOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "adamw|adabayes|adabayes-fp",
      defaultValue = "adamw",
      description = "What turns gradients into changes (default ${DEFAULT-VALUE}).")
  private Method method;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Of the optimiser at its peak (default: by the size of the model).")
  private Optional<Double> learningRate = Optional.empty();

  @Option(
      names = "--sgd-learning-rate",
      paramLabel = "RATE",
      defaultValue = "1e-3",
      description = "AdaBayes's second rate (default ${DEFAULT-VALUE}).")
  private double sgdLearningRate;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description =
          "Steps over which the rate rises (default: a tenth of a training's, at most 100).")
  private Optional<Integer> warmup = Optional.empty();

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description = "Decoupled weight decay (default ${DEFAULT-VALUE}).")
  private double weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      defaultValue = "1",
      description = "Longest gradient, 0 for no limit (default ${DEFAULT-VALUE}).")
  private double clip;

  /** For a training of {@code steps}. */
  Update update(Recipe recipe, int steps) {
    return new Update(
        method,
        learningRate.orElse(recipe.learningRate()),
        sgdLearningRate,
        warmup.orElse(Recipe.warmup(steps)),
        weightDecay,
        clip);
  }
}
