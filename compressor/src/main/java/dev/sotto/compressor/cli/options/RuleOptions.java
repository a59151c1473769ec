package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.saliency.Saliencies;
import dev.sotto.compressor.saliency.Saliency;
import dev.sotto.models.plan.HeadMode;
import java.util.Optional;
import picocli.CommandLine.Option;

/** By which rule groups leave. */
public final class RuleOptions {
  @Option(
      names = "--score",
      paramLabel = Saliencies.LABEL,
      converter = SaliencyConverter.class,
      description =
          "What says which groups matter least (default: brain-surgeon with --calibrate, else"
              + " weight-statistics); docs/methods.md tells of each.")
  private Optional<Saliency> saliency = Optional.empty();

  @Option(
      names = "--heads",
      paramLabel = "uniform|portable|free",
      defaultValue = "uniform",
      description =
          "Keep the same number of heads in all layers of a stack, one that also divides the width,"
              + " or any (default: ${DEFAULT-VALUE}); docs/runners.md tells what runs which.")
  private HeadMode heads;

  /**
   * The rule.
   *
   * @param listens whether there is speech to choose by, for the default
   * @throws dev.sotto.models.SottoException with code USAGE if it needs speech and there is none
   */
  public Saliency saliency(boolean listens) {
    Saliency chosen = saliency.orElse(listens ? Saliencies.WITH_SPEECH : Saliencies.WITHOUT_SPEECH);
    if (!listens) {
      Saliencies.checkSilent(chosen);
    }
    return chosen;
  }

  public HeadMode heads() {
    return heads;
  }
}
