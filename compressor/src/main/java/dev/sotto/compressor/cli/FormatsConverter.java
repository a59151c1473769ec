package dev.sotto.compressor.cli;

import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.models.SottoException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the formats of weights. */
final class FormatsConverter implements ITypeConverter<FormatRequest> {
  @Override
  public FormatRequest convert(String text) {
    try {
      return FormatRequest.of(text);
    } catch (SottoException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
