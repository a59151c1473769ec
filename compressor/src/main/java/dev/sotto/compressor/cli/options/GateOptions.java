package dev.sotto.compressor.cli.options;

import dev.sotto.eval.gate.GateSettings;
import dev.sotto.eval.gate.Undecided;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.models.SottoException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a gate decides on the word error rate. */
public final class GateOptions {
  private static final double POINTS = 100;

  @Option(
      names = "--max-wer-increase",
      paramLabel = "POINTS",
      defaultValue = "0.5",
      description =
          "Percentage points by which the error rate may rise (default ${DEFAULT-VALUE});"
              + " below 0 if it must fall.")
  private double points;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      defaultValue = "0.95",
      description = "Of the verdict, one-sided (default ${DEFAULT-VALUE}).")
  private double confidence;

  @Option(
      names = "--undecided",
      paramLabel = "pass|fail",
      defaultValue = "fail",
      description = "What too little data to say leads to (default ${DEFAULT-VALUE}).")
  private Undecided undecided;

  @Option(
      names = "--power",
      paramLabel = "P",
      defaultValue = "0.8",
      description =
          "Probability of a verdict with the number of utterances that is said to be enough"
              + " (default ${DEFAULT-VALUE}).")
  private double power;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Of the paired bootstrap (default ${DEFAULT-VALUE}).")
  private int resamples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the paired bootstrap (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"--normalizer", "--renormalize"},
      paramLabel = "ID",
      completionCandidates = NormalizerOption.NormalizerIds.class,
      description =
          "Score both with this: ${COMPLETION-CANDIDATES}. Unless given, that of the results, and"
              + " mark-preserving for text pairs.")
  private Optional<String> normalizer = Optional.empty();

  public GateSettings settings() {
    if (resamples < 1 || resamples > Bootstrap.MOST_RESAMPLES) {
      throw SottoException.usage(
          "--resamples: expected from 1 to " + Bootstrap.MOST_RESAMPLES + ", found " + resamples);
    }
    GateSettings settings =
        GateSettings.defaults()
            .withBootstrap(new Bootstrap(resamples, seed))
            .withMaxWerIncrease(points / POINTS)
            .withConfidence(confidence)
            .withPower(power)
            .withUndecided(undecided);
    return normalizer.map(id -> settings.withNormalizer(Normalizers.of(id))).orElse(settings);
  }
}
