package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.train.Penalty;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.train.TrainingSettings.Frames;
import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.compressor.train.TrainingSettings.Method;
import dev.sotto.compressor.train.TrainingSettings.Update;
import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.torch.Objective;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.models.plan.HeadMode;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is trained. */
public final class TrainingOptions {
  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "300",
      description = "Steps of the optimiser (default ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--train-batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Clips of one pass (default ${DEFAULT-VALUE}); memory grows with it.")
  private int batch;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes whose gradients make up a step (default ${DEFAULT-VALUE}).")
  private int accumulation;

  @Option(
      names = "--optimizer",
      paramLabel = "adamw|adabayes|adabayes-fp",
      defaultValue = "adamw",
      description = "What turns gradients into changes (default ${DEFAULT-VALUE}).")
  private Method method;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "2e-5",
      description = "Of the optimiser at its peak (default ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--sgd-learning-rate",
      paramLabel = "RATE",
      defaultValue = "1e-3",
      description = "AdaBayes's second rate (default ${DEFAULT-VALUE}).")
  private double sgdLearningRate;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "10",
      description = "Steps over which the rate rises (default ${DEFAULT-VALUE}).")
  private int warmup;

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

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "160",
      description =
          "Mel frames, of 10 ms, that every clip has at least: silence is added to shorter ones"
              + " (default ${DEFAULT-VALUE}).")
  private int frames;

  @Option(
      names = "--whole-windows",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the batches whose clips are filled up with silence to the model's window, such"
              + " as 10%% (default ${DEFAULT-VALUE}).")
  private String wholeWindows;

  @Option(
      names = "--label-smoothing",
      paramLabel = "S",
      defaultValue = "0",
      description = "Share of the probability spread over all tokens (default ${DEFAULT-VALUE}).")
  private double smoothing;

  @Option(
      names = "--distil",
      description = "Learn from the teacher's answers too, as Distil-Whisper does.")
  private boolean distil;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "2",
      description = "Softens the teacher's answers (default ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--hidden",
      paramLabel = "W",
      defaultValue = "0",
      description = "Weight of the distance to the teacher's encoder output (default 0).")
  private double hidden;

  @Mixin private PenaltyOptions penalty;

  @Option(
      names = "--speed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Play clips up to this share faster or slower, such as 0.1.")
  private double speed;

  @Option(
      names = "--noise",
      paramLabel = "P",
      defaultValue = "0",
      description = "Share of the clips that get noise.")
  private double noise;

  @Option(
      names = "--masks",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stretches of time and of frequency hidden in each clip (SpecAugment).")
  private int masks;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "Steps between validations, where there is a --validation (default ${DEFAULT-VALUE}).")
  private int validateEvery;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many validations without a better rate; 0 for never.")
  private int patience;

  @Option(
      names = "--validation",
      paramLabel = "DATA",
      description = "Speech on which the best weights are found, in any form that is trained on.")
  private Optional<Path> validation = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "50",
      description = "Steps between checkpoints (default ${DEFAULT-VALUE}).")
  private int checkpointEvery;

  public boolean hasValidation() {
    return validation.isPresent();
  }

  /** Reads what {@code --validation} names. */
  public Optional<Dataset> validation() {
    return validation.map(data -> Datasets.read(data, DatasetOptions.defaults()));
  }

  public int checkpointEvery() {
    return checkpointEvery;
  }

  /** Whether a share or a strength was given that draws weights to zero. */
  public boolean isPenaltyGiven() {
    return penalty.isGiven();
  }

  public int steps() {
    return steps;
  }

  /** The settings, with {@code seed} for every draw and the penalty that was asked for. */
  public TrainingSettings settings(HeadMode heads, long seed) {
    return settings(steps, penalty.penalty(heads), seed);
  }

  /** As asked for, but for the number of steps and the penalty. */
  public TrainingSettings settings(int otherSteps, Penalty drawing, long seed) {
    return new TrainingSettings(
        new Length(otherSteps, batch, accumulation, validateEvery, patience),
        new Update(method, learningRate, sgdLearningRate, warmup, weightDecay, clip),
        objective(),
        drawing,
        new Augmentation(speed, noise, masks),
        new Frames(frames, PenaltyOptions.share(wholeWindows)),
        seed);
  }

  private Objective objective() {
    return distil
        ? new Objective(0.8, smoothing, 1, temperature, hidden)
        : new Objective(1, smoothing, 0, temperature, hidden);
  }
}
