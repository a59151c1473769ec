package dev.sotto.compressor.cli.options;

import picocli.CommandLine.Option;

/** The seed of a command: one default for all, so that what they make can be made again. */
public final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "20510",
      description = "Seed of every random draw (default: ${DEFAULT-VALUE}).")
  private long seed;

  public long value() {
    return seed;
  }
}
