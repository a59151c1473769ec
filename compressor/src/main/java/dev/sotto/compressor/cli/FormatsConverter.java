package dev.sotto.compressor.cli;

import dev.sotto.compressor.quantize.RoleFormats;
import dev.sotto.models.SottoException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the formats of weights. */
final class FormatsConverter implements ITypeConverter<RoleFormats> {
  @Override
  public RoleFormats convert(String text) {
    try {
      return RoleFormats.of(text);
    } catch (SottoException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
