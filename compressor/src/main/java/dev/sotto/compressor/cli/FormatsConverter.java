package dev.sotto.compressor.cli;

import dev.sotto.compressor.quantize.Formats;
import dev.sotto.models.SottoException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the formats of weights. */
final class FormatsConverter implements ITypeConverter<Formats> {
  @Override
  public Formats convert(String text) {
    try {
      return Formats.of(text);
    } catch (SottoException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
