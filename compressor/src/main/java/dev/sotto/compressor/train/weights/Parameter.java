package dev.sotto.compressor.train.weights;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A weight in training: float32 in direct memory, which the engine uses as it is, so that neither
 * side holds a copy.
 */
public final class Parameter {
  /** A cache line; kernels may compute with other roundings where alignment differs. */
  private static final int ALIGNMENT = 64;

  private final String role;
  private final long[] shape;
  private final ByteBuffer memory;

  /**
   * @param role as in the export
   * @param shape logical: {@code [out, in]} for a matrix
   * @param memory native byte order, from position 0, as {@link #allocate} gives it
   */
  public Parameter(String role, long[] shape, ByteBuffer memory) {
    this.role = role;
    this.shape = shape.clone();
    this.memory = memory;
    long bytes = Tensor.elements(shape) * Float.BYTES;
    if (memory.capacity() != bytes || !memory.isDirect()) {
      throw new IllegalArgumentException(
          role + ": expected " + bytes + " bytes of direct memory, received " + memory.capacity());
    }
  }

  /** Zeros. */
  public static Parameter zeros(String role, long... shape) {
    return new Parameter(role, shape, allocate(Tensor.elements(shape)));
  }

  /**
   * Memory for {@code elements} float32 zeros.
   *
   * @throws SottoException if 2 GiB do not suffice
   */
  public static ByteBuffer allocate(long elements) {
    long bytes = elements * Float.BYTES;
    if (bytes > Integer.MAX_VALUE - ALIGNMENT) {
      throw SottoException.badInput(
          "training", "expected weights below 2 GiB each, found one of " + bytes + " bytes");
    }
    ByteBuffer memory = ByteBuffer.allocateDirect((int) bytes + ALIGNMENT);
    int start = (ALIGNMENT - memory.alignmentOffset(0, ALIGNMENT)) % ALIGNMENT;
    return memory.slice(start, (int) bytes).order(ByteOrder.nativeOrder());
  }

  public String role() {
    return role;
  }

  public long[] shape() {
    return shape.clone();
  }

  /** The bytes that Java and the engine share, from position 0. */
  public ByteBuffer memory() {
    return memory.duplicate().clear();
  }

  public int elements() {
    return memory.capacity() / Float.BYTES;
  }

  /** The elements, row-major; writes go to the parameter. */
  public FloatBuffer floats() {
    return memory().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Whether training changes it: the encoder's positions are fixed. */
  public boolean isTrainable() {
    return !role.equals(WhisperModel.FIXED_POSITIONS);
  }

  /** These elements as they are now, and as they change: a view, not a copy. */
  public Tensor tensor(String name) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException("PyTorch's libraries run on little-endian machines only");
    }
    return new Tensor(name, ElementType.FLOAT, shape, TensorData.of(memory()));
  }

  @Override
  public String toString() {
    return role + Arrays.toString(shape);
  }
}
