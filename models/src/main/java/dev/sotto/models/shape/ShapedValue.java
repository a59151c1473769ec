package dev.sotto.models.shape;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is known of a tensor before anything runs: its shape and, for small tensors of integers or
 * booleans (0 and 1), perhaps its elements in row-major order. Elements of real numbers are never
 * known.
 */
public final class ShapedValue {
  /** Shapes, indices and flags are smaller than this; masks and embeddings need not be known. */
  static final int MOST_KNOWN_ELEMENTS = 1024;

  private final long[] shape;
  private final long[] values;

  private ShapedValue(long[] shape, long[] values) {
    this.shape = shape.clone();
    this.values = values;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
      }
    }
    if (values != null && values.length != elements()) {
      throw new IllegalArgumentException(
          "expected %s elements for shape %s, received %s"
              .formatted(elements(), Arrays.toString(shape), values.length));
    }
  }

  /** A tensor of which only the shape is known. */
  public static ShapedValue ofShape(long... shape) {
    return new ShapedValue(shape, null);
  }

  /** A tensor of whole numbers or booleans whose elements are known. */
  public static ShapedValue known(long[] shape, long... values) {
    return new ShapedValue(shape, values.length > MOST_KNOWN_ELEMENTS ? null : values.clone());
  }

  /** A list of whole numbers, as shapes and axes are. */
  public static ShapedValue list(long... values) {
    return known(new long[] {values.length}, values);
  }

  public static ShapedValue scalar(long value) {
    return known(new long[0], value);
  }

  static ShapedValue of(Tensor tensor) {
    boolean whole = tensor.type() == ElementType.INT64 || tensor.type() == ElementType.INT32;
    if (tensor.elements() > MOST_KNOWN_ELEMENTS || !(whole || tensor.type() == ElementType.BOOL)) {
      return ofShape(tensor.shape());
    }
    return known(tensor.shape(), whole ? tensor.longs() : flags(tensor.bytes()));
  }

  private static long[] flags(ByteBuffer bytes) {
    long[] flags = new long[bytes.remaining()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = bytes.get(i) == 0 ? 0 : 1;
    }
    return flags;
  }

  /** Sizes of the axes; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  public long size(int axis) {
    return shape[axis];
  }

  /**
   * Number of elements.
   *
   * @throws ArithmeticException if it exceeds 64 bits
   */
  public long elements() {
    return Tensor.elements(shape);
  }

  /** The elements, if they are known. */
  public Optional<long[]> values() {
    return Optional.ofNullable(values).map(long[]::clone);
  }

  /** This tensor without its elements. */
  ShapedValue shapeOnly() {
    return values == null ? this : ofShape(shape);
  }

  /**
   * A tensor made of elements of this one.
   *
   * @param source gives for an index of the new tensor the index here; it may be longer than the
   *     rank (the last entries count), and an axis of size 1 takes any index, as in broadcasting
   */
  ShapedValue rearranged(long[] newShape, UnaryOperator<long[]> source) {
    ShapedValue unknown = ofShape(newShape);
    if (values == null || unknown.elements() > MOST_KNOWN_ELEMENTS) {
      return unknown;
    }
    long[] moved = new long[(int) unknown.elements()];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = at(source.apply(index(i, newShape)));
    }
    return known(newShape, moved);
  }

  /** The same elements in the same order under another shape. */
  ShapedValue reshaped(long... newShape) {
    if (Tensor.elements(newShape) != elements()) {
      throw new IllegalArgumentException(
          "cannot give " + elements() + " elements the shape " + Arrays.toString(newShape));
    }
    return new ShapedValue(newShape, values);
  }

  private long at(long[] index) {
    long position = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      long wanted = index[index.length - shape.length + axis];
      position = position * shape[axis] + (shape[axis] == 1 ? 0 : wanted);
    }
    return values[Math.toIntExact(position)];
  }

  private static long[] index(long position, long[] shape) {
    long[] index = new long[shape.length];
    long rest = position;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return index;
  }

  @Override
  public String toString() {
    return Arrays.toString(shape) + (values == null ? "" : " = " + Arrays.toString(values));
  }
}
