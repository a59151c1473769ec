package dev.sotto.compressor.cli.options;

import dev.sotto.models.export.Exports;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which of the number formats that a model's folder holds. */
public final class VariantOption {
  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description =
          "Which number format of a MODEL that has several: what its file names end in, as fp16 or"
              + " quantized, or fp32 for those without (default: fp32, or the only one).")
  private String name;

  /**
   * The path of {@code model} in the chosen format.
   *
   * @throws dev.sotto.models.SottoException if it does not have that
   */
  public Path of(Path model) {
    return name == null ? model : Exports.variant(model, name);
  }
}
