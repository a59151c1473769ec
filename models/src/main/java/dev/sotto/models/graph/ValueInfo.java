package dev.sotto.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** The fixed size of an axis, if one is declared. */
  public OptionalLong size(int axis) {
    return shape.isPresent()
            && axis < shape.get().size()
            && shape.get().get(axis) instanceof Dim.Size size
        ? OptionalLong.of(size.value())
        : OptionalLong.empty();
  }

  public ValueInfo withName(String other) {
    return new ValueInfo(other, type, shape);
  }

  /** This value with {@code rank} axes without a size if it declares another number, or none. */
  public ValueInfo withRank(int rank) {
    return shape.isPresent() && shape.get().size() == rank
        ? this
        : new ValueInfo(name, type, Optional.of(Collections.nCopies(rank, new Dim.Symbol(""))));
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

  /** The declaration of {@code tensor}. */
  public static ValueInfo of(Tensor tensor) {
    return new ValueInfo(
        tensor.name(),
        Optional.of(tensor.type()),
        Optional.of(Arrays.stream(tensor.shape()).<Dim>mapToObj(Dim.Size::new).toList()));
  }

  /**
   * This value with the sizes of {@code shape} in place of other fixed ones; symbols stay. The very
   * same value if none differs, or if it declares another number of axes.
   */
  public ValueInfo withSizes(long[] shape) {
    if (this.shape.isEmpty() || this.shape.get().size() != shape.length) {
      return this;
    }
    ValueInfo result = this;
    for (int axis = 0; axis < shape.length; axis++) {
      if (this.shape.get().get(axis) instanceof Dim.Size size && size.value() != shape[axis]) {
        result = result.withDim(axis, new Dim.Size(shape[axis]));
      }
    }
    return result;
  }
}
