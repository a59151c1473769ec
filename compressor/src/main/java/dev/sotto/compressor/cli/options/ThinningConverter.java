package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.compress.Thinning;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes how much of their variance thin projections must keep. */
final class ThinningConverter implements ITypeConverter<Thinning> {
  @Override
  public Thinning convert(String text) {
    if (text.equals("usual")) {
      return Thinning.USUAL;
    }
    try {
      double share = Double.parseDouble(text);
      if (share > 0 && share < 1) {
        return new Thinning(share, share);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException(
        "expected usual or a share between 0 and 1, found '%s'".formatted(text));
  }
}
