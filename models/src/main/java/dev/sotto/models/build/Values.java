package dev.sotto.models.build;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import java.util.List;
import java.util.Optional;

/** Declares inputs and outputs. */
final class Values {
  private Values() {}

  static ValueInfo of(String name, ElementType type, Dim... shape) {
    return new ValueInfo(name, Optional.of(type), Optional.of(List.of(shape)));
  }

  static Dim size(long size) {
    return new Dim.Size(size);
  }

  static Dim symbol(String name) {
    return new Dim.Symbol(name);
  }
}
