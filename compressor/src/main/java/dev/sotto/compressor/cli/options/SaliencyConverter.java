package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.saliency.Saliencies;
import dev.sotto.compressor.saliency.Saliency;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the name of a saliency. */
final class SaliencyConverter implements ITypeConverter<Saliency> {
  @Override
  public Saliency convert(String name) {
    return Saliencies.of(name)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s (case-insensitive) but was '%s'"
                        .formatted(Saliencies.ALL.stream().map(Saliencies::name).toList(), name)));
  }
}
