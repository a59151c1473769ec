package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.train.torch.Objective;
import dev.sotto.models.SottoException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a model is trained to make small. */
final class ObjectiveOptions {
  @Option(
      names = "--label-smoothing",
      paramLabel = "S",
      defaultValue = "0",
      description = "Share of the probability spread over all tokens (default ${DEFAULT-VALUE}).")
  private double smoothing;

  @Option(
      names = "--distil",
      negatable = true,
      description =
          "Learn from the teacher's answers too, as Distil-Whisper does, or from texts alone"
              + " (default: learn from them in compress and where there is a --teacher).")
  private Optional<Boolean> distil = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "2",
      description = "Softens the teacher's answers (default ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--hidden",
      paramLabel = "W",
      description =
          "Weight of the distance to the teacher's encoder output (default: 1 where its answers are"
              + " learnt from, else 0).")
  private Optional<Double> hidden = Optional.empty();

  /**
   * The objective of a model that learns to hear in short windows.
   *
   * @throws SottoException with code USAGE if another one is asked for
   */
  Objective ofWholeWindows() {
    if (hidden.isPresent() || distil.isPresent() || smoothing != 0) {
      throw SottoException.usage(
          "--context-robust learns from what the teacher says in whole windows alone, and takes no"
              + " --hidden, --distil or --label-smoothing");
    }
    return Objective.ofWholeWindows(temperature);
  }

  /**
   * The objective.
   *
   * @param distils whether a teacher is learnt from unless told otherwise
   */
  Objective objective(boolean distils) {
    return distil.orElse(distils)
        ? new Objective(
            Objective.DISTIL_WHISPER_TEXTS,
            smoothing,
            1,
            temperature,
            hidden.orElse(Objective.ENCODER_OUTPUT))
        : new Objective(1, smoothing, 0, temperature, hidden.orElse(0.0));
  }
}
