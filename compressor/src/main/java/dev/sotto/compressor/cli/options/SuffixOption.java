package dev.sotto.compressor.cli.options;

import dev.sotto.models.plan.NameGraphs;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the names of the result's graphs end in. */
public final class SuffixOption {
  @Option(
      names = "--suffix",
      paramLabel = "NAME",
      converter = Converter.class,
      description =
          "What the names of the graphs end in, such as quantized or q4, by which transformers.js"
              + " and others find them.")
  private Optional<NameGraphs> edit = Optional.empty();

  /** The edit that gives these names; none if they stay. */
  public Optional<NameGraphs> edit() {
    return edit;
  }

  /** Takes what a file can be called. */
  static final class Converter implements ITypeConverter<NameGraphs> {
    @Override
    public NameGraphs convert(String text) {
      try {
        return new NameGraphs(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
