package dev.sotto.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A constant tensor: element type, shape, and the elements in row-major order.
 *
 * <p>The elements may lie in a mapped file or be computed from another tensor when they are asked
 * for, so a graph holds a whole model while the heap holds almost nothing.
 */
public final class Tensor {
  private final String name;
  private final ElementType type;
  private final long[] shape;
  private final TensorData data;

  /**
   * @param shape sizes of the axes; empty for a scalar
   */
  public Tensor(String name, ElementType type, long[] shape, TensorData data) {
    this.name = Objects.requireNonNull(name);
    this.type = Objects.requireNonNull(type);
    this.data = Objects.requireNonNull(data);
    this.shape = shape.clone();
    long bytes = type.byteSize(elements(shape));
    if (data.byteSize() != bytes) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s: expected %s bytes of %s, received %s"
              .formatted(name, Arrays.toString(shape), bytes, type, data.byteSize()));
    }
  }

  /** A one-dimensional int64 tensor, as shapes are. */
  public static Tensor ofLongs(String name, long... values) {
    return new Tensor(
        name, ElementType.INT64, new long[] {values.length}, TensorData.ofLongs(values));
  }

  public String name() {
    return name;
  }

  public ElementType type() {
    return type;
  }

  public TensorData data() {
    return data;
  }

  /** Sizes of the axes; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  /** Number of elements. */
  public long elements() {
    return elements(shape);
  }

  /** The elements, little-endian and read-only, from position 0. */
  public ByteBuffer bytes() {
    return data.bytes().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements as whole numbers, where the type is INT32 or INT64. */
  public Optional<long[]> wholeNumbers() {
    boolean whole = type == ElementType.INT64 || type == ElementType.INT32;
    return whole ? Optional.of(longs()) : Optional.empty();
  }

  /**
   * The elements as whole numbers.
   *
   * @throws IllegalStateException if the type is neither INT32 nor INT64
   */
  public long[] longs() {
    ByteBuffer bytes = bytes();
    return switch (type) {
      case INT64 -> {
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        yield values;
      }
      case INT32 -> {
        int[] values = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(values);
        yield Arrays.stream(values).asLongStream().toArray();
      }
      default ->
          throw new IllegalStateException("tensor " + name + " holds " + type + ", not integers");
    };
  }

  /**
   * This tensor with other whole numbers.
   *
   * @throws IllegalStateException if the type is neither INT32 nor INT64
   */
  public Tensor withLongs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(data.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      switch (type) {
        case INT64 -> bytes.putLong(value);
        case INT32 -> bytes.putInt(Math.toIntExact(value));
        default ->
            throw new IllegalStateException("tensor " + name + " holds " + type + ", not integers");
      }
    }
    return withData(shape, TensorData.of(bytes.flip()));
  }

  public Tensor withName(String newName) {
    return new Tensor(newName, type, shape, data);
  }

  public Tensor withData(long[] newShape, TensorData newData) {
    return new Tensor(name, type, newShape, newData);
  }

  /**
   * The number of elements of {@code shape}.
   *
   * @throws ArithmeticException if it exceeds 64 bits
   */
  public static long elements(long... shape) {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && name.equals(tensor.name)
        && type == tensor.type
        && Arrays.equals(shape, tensor.shape)
        && bytes().equals(tensor.bytes());
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return name + ": " + type + Arrays.toString(shape);
  }
}
