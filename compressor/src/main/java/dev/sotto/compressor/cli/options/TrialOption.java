package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.verify.Soundness;
import picocli.CommandLine.Option;

/** Whether a model is run once before it is rewritten. */
public final class TrialOption {
  @Option(
      names = "--trial-run",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description =
          "Run every graph of MODEL once in ONNX Runtime first, so that one that is broken already is"
              + " refused (default: ${DEFAULT-VALUE}, up to 1 GiB).")
  private Soundness.Trial trial;

  public Soundness.Trial value() {
    return trial;
  }
}
