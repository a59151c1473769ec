package dev.sotto.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The declared type of a value: a graph input or output, or an intermediate value.
 *
 * @param type the element type; empty if it is none that takes whole bytes, or the value is no
 *     tensor
 * @param shape the declared axes; empty if no shape is declared
 */
public record ValueInfo(String name, Optional<ElementType> type, Optional<List<Dim>> shape) {

  public ValueInfo {
    shape = shape.map(List::copyOf);
  }

  /** A declared axis. */
  public sealed interface Dim {
    /** A fixed size. */
    record Size(long value) implements Dim {}

    /** A symbolic size; the name is empty where none is given. */
    record Symbol(String name) implements Dim {}
  }

  /**
   * This value with axis {@code axis} declared as {@code dim}; as it is where no such axis is
   * declared. A graph may declare a value more than once, and not all of them need to say as much.
   */
  public ValueInfo withDim(int axis, Dim dim) {
    if (shape.isEmpty() || axis >= shape.get().size()) {
      return this;
    }
    List<Dim> dims = new ArrayList<>(shape.get());
    dims.set(axis, dim);
    return new ValueInfo(name, type, Optional.of(dims));
  }
}
