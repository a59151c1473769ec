package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.train.Recipe;
import dev.sotto.compressor.train.TrainingSettings.Frames;
import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.data.Margins;
import dev.sotto.models.SottoException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How clips sound, and how long they are. */
final class SoundOptions {
  @Option(
      names = "--frames",
      paramLabel = "N",
      description =
          "Mel frames, of 10 ms, that every clip has at least: silence is added to shorter ones"
              + " (default: 160, or the model's window if that is shorter).")
  private Optional<Integer> frames = Optional.empty();

  @Option(
      names = "--whole-windows",
      paramLabel = "SHARE",
      description =
          "Share of the batches whose clips are filled up with silence to the model's window, such"
              + " as 10%% (default: 10%% where clips are shorter than the window; 0 for none).")
  private Optional<String> wholeWindows = Optional.empty();

  @Option(
      names = "--join",
      paramLabel = "SHARE",
      description =
          "Share of the batches whose clips are joined, a pause between them, to sounds of up to the"
              + " model's window, so that long speech is heard after training on short clips"
              + " (default: 20%%, or 0 with --context-robust; 0 for none).")
  private Optional<String> join = Optional.empty();

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
      names = "--context-robust",
      description =
          "Learn to hear as well without the rest of the window from a teacher that hears all of it;"
              + " for a model that takes windows of any length.")
  private boolean contextRobust;

  /** Refuses to join what a teacher in whole windows hears clip by clip. */
  void check() {
    if (contextRobust && join.map(PenaltyOptions::share).orElse(0.0) > 0) {
      throw SottoException.usage(
          "--context-robust learns from a teacher that hears clips one by one; expected no --join");
    }
  }

  boolean isContextRobust() {
    return contextRobust;
  }

  Augmentation augmentation() {
    return new Augmentation(speed, noise, masks);
  }

  Frames frames(Recipe recipe, boolean robust) {
    return new Frames(
        frames.orElse(recipe.frames()),
        wholeWindows.map(PenaltyOptions::share).orElse(recipe.wholeWindows()),
        join.map(PenaltyOptions::share).orElse(robust ? 0 : recipe.joined()),
        robust ? Recipe.MARGINS : Margins.FILLED);
  }
}
