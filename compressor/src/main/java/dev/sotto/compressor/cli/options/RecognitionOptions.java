package dev.sotto.compressor.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How a model hears. */
public final class RecognitionOptions {
  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description =
          "What is spoken, such as en or English; unless given, what a data set says, or else"
              + " detected.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Windows heard together (default ${DEFAULT-VALUE}).")
  private int batch;

  public Optional<String> language() {
    return language;
  }

  public int batch() {
    return batch;
  }
}
