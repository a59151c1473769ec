package dev.sotto.compressor.cli;

import dev.sotto.compressor.quantize.DivergenceLimit;
import dev.sotto.compressor.quantize.FormatGoal;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.quantize.RoleFormats;
import dev.sotto.compressor.quantize.SizeLimit;
import dev.sotto.models.SottoException;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the formats of weights, however they are asked for. */
class FormatsConverter<T> implements ITypeConverter<T> {
  private final Function<String, T> reading;

  private FormatsConverter(Function<String, T> reading) {
    this.reading = reading;
  }

  /** Takes all forms, and a ceiling. */
  static final class Goal extends FormatsConverter<FormatGoal> {
    Goal() {
      super(FormatGoal::of);
    }
  }

  /** Takes all forms. */
  static final class Any extends FormatsConverter<FormatRequest> {
    Any() {
      super(FormatRequest::of);
    }
  }

  /** Takes formats by name alone. */
  static final class Named extends FormatsConverter<FormatRequest> {
    Named() {
      super(RoleFormats::of);
    }
  }

  /** Takes a size alone. */
  static final class Size extends FormatsConverter<FormatRequest> {
    Size() {
      super(SizeLimit::of);
    }
  }

  /** Takes a bound of what may be lost alone. */
  static final class Auto extends FormatsConverter<FormatRequest> {
    Auto() {
      super(DivergenceLimit::of);
    }
  }

  @Override
  public T convert(String text) {
    try {
      return reading.apply(text);
    } catch (SottoException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
