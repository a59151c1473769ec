package dev.sotto.compressor.cli.options;

import dev.sotto.runtime.decode.ContextChoice;
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

  @Option(
      names = "--windows",
      paramLabel = "auto|whole|SECONDS",
      defaultValue = "auto",
      description =
          "What the encoder works through: where the model takes windows of any length, the sound"
              + " and as much silence as it needs, or so many seconds of it; or whole windows"
              + " (default: ${DEFAULT-VALUE}).")
  private String windows;

  public Optional<String> language() {
    return language;
  }

  public ContextChoice context() {
    return ContextChoice.parse(windows);
  }

  public int batch() {
    return batch;
  }
}
