package dev.sotto.compressor.cli;

import dev.sotto.compressor.quantize.DivergenceLimit;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.quantize.RoleFormats;
import dev.sotto.compressor.quantize.SizeLimit;
import dev.sotto.models.SottoException;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the formats of weights, however they are asked for. */
class FormatsConverter implements ITypeConverter<FormatRequest> {
  private final Function<String, FormatRequest> reading;

  FormatsConverter() {
    this(FormatRequest::of);
  }

  private FormatsConverter(Function<String, FormatRequest> reading) {
    this.reading = reading;
  }

  /** Takes formats by name alone. */
  static final class Named extends FormatsConverter {
    Named() {
      super(RoleFormats::of);
    }
  }

  /** Takes a size alone. */
  static final class Size extends FormatsConverter {
    Size() {
      super(SizeLimit::of);
    }
  }

  /** Takes a bound of what may be lost alone. */
  static final class Auto extends FormatsConverter {
    Auto() {
      super(DivergenceLimit::of);
    }
  }

  @Override
  public FormatRequest convert(String text) {
    try {
      return reading.apply(text);
    } catch (SottoException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
