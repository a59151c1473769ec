package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.saliency.Saliencies;
import dev.sotto.compressor.saliency.Saliency;
import dev.sotto.models.plan.HeadMode;
import picocli.CommandLine.Option;

/** By which rule groups leave. */
public final class RuleOptions {
  @Option(
      names = "--score",
      paramLabel = Saliencies.LABEL,
      defaultValue = "weight-statistics",
      converter = SaliencyConverter.class,
      description = "What says which groups matter least (default: ${DEFAULT-VALUE}).")
  private Saliency saliency;

  @Option(
      names = "--heads",
      paramLabel = "uniform|portable|free",
      defaultValue = "uniform",
      description =
          "Keep the same number of heads in all layers of a stack, one that also divides the width,"
              + " or any (default: ${DEFAULT-VALUE}); docs/runners.md tells what runs which.")
  private HeadMode heads;

  public Saliency saliency() {
    return saliency;
  }

  public HeadMode heads() {
    return heads;
  }
}
