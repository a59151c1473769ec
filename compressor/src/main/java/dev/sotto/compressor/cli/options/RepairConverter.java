package dev.sotto.compressor.cli.options;

import dev.sotto.compressor.repair.Repair;
import dev.sotto.compressor.repair.Repairs;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the name of a repair. */
final class RepairConverter implements ITypeConverter<Repair> {
  @Override
  public Repair convert(String name) {
    return Repairs.of(name)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s (case-insensitive) but was '%s'"
                        .formatted(Repairs.ALL.stream().map(Repair::name).toList(), name)));
  }
}
