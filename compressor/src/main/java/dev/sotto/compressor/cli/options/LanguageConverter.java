package dev.sotto.compressor.cli.options;

import dev.sotto.models.whisper.Languages;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes a language in any spelling, and gives its tag. */
public final class LanguageConverter implements ITypeConverter<String> {
  @Override
  public String convert(String spelling) {
    return Languages.tag(spelling)
        .orElseThrow(() -> new TypeConversionException(Languages.unknown(spelling)));
  }
}
