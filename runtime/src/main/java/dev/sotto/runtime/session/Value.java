package dev.sotto.runtime.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.sotto.models.graph.ElementType;
import dev.sotto.runtime.natives.NativeWork;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/**
 * A tensor in native memory, row-major: the input or output of a run.
 *
 * <p>Whoever creates a value closes it. A value made from a direct buffer in native byte order uses
 * that memory itself, so that one allocation serves many runs; any other buffer is copied.
 */
public final class Value implements AutoCloseable {
  private final OnnxTensor tensor;
  private Value half;
  private boolean closed;

  Value(OnnxTensor tensor) {
    this.tensor = tensor;
  }

  /** Makes a tensor, letting ONNX Runtime's checked exception pass to one place. */
  private interface Maker {
    OnnxTensor make() throws OrtException;
  }

  private static Value made(Maker maker, long[] shape) {
    try {
      return new Value(NativeWork.during(maker::make));
    } catch (OrtException e) {
      throw OnnxRuntime.internal("make a tensor of shape " + Arrays.toString(shape), e);
    }
  }

  /** Floats from {@code data}, position to limit. */
  public static Value floats(FloatBuffer data, long... shape) {
    return made(() -> OnnxTensor.createTensor(OnnxRuntime.environment(), data, shape), shape);
  }

  /** 64-bit integers from {@code data}, position to limit. */
  public static Value longs(LongBuffer data, long... shape) {
    return made(() -> OnnxTensor.createTensor(OnnxRuntime.environment(), data, shape), shape);
  }

  /** 32-bit integers from {@code data}, position to limit. */
  public static Value ints(IntBuffer data, long... shape) {
    return made(() -> OnnxTensor.createTensor(OnnxRuntime.environment(), data, shape), shape);
  }

  /** The truth values of {@code data}, in a tensor of one axis. */
  public static Value booleans(boolean... data) {
    long[] shape = {data.length};
    ByteBuffer bytes = ByteBuffer.allocateDirect(data.length);
    for (boolean value : data) {
      bytes.put((byte) (value ? 1 : 0));
    }
    return made(
        () ->
            OnnxTensor.createTensor(
                OnnxRuntime.environment(), bytes.flip(), shape, OnnxJavaType.BOOL),
        shape);
  }

  /** Zeros of any element type that ONNX Runtime's Java interface can hold. */
  public static Value zeros(ElementType type, long... shape) {
    int elements = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(type.byteSize(elements)))
            .order(ByteOrder.nativeOrder());
    OnnxJavaType javaType = OnnxJavaType.mapFromOnnxTensorType(OnnxRuntime.tensorType(type));
    return made(
        () -> OnnxTensor.createTensor(OnnxRuntime.environment(), bytes, shape, javaType), shape);
  }

  /** The size of each axis. */
  public long[] shape() {
    return tensor.getInfo().getShape();
  }

  /** A copy of the elements; float16 and bfloat16 are widened. */
  public float[] toFloats() {
    FloatBuffer buffer = tensor.getFloatBuffer();
    if (buffer == null) {
      throw wrongType("floats");
    }
    float[] elements = new float[buffer.remaining()];
    buffer.get(elements);
    return elements;
  }

  /** A copy of the elements. */
  public long[] toLongs() {
    LongBuffer buffer = tensor.getLongBuffer();
    if (buffer == null) {
      throw wrongType("64-bit integers");
    }
    long[] elements = new long[buffer.remaining()];
    buffer.get(elements);
    return elements;
  }

  /**
   * A tensor of some of the rows of the first axis, in that order, of any element type.
   *
   * @param memory that it is made in; what was made in it before must be closed or replaced
   */
  public Value rows(int[] rows, ReusedBytes memory) {
    ByteBuffer all = tensor.getByteBuffer();
    long[] shape = shape();
    int each = Math.toIntExact(all.remaining() / shape[0]);
    ByteBuffer chosen = memory.take(Math.multiplyExact(rows.length, each));
    for (int i = 0; i < rows.length; i++) {
      chosen.put(i * each, all, rows[i] * each, each);
    }
    shape[0] = rows.length;
    OnnxJavaType type = tensor.getInfo().type;
    return made(
        () -> OnnxTensor.createTensor(OnnxRuntime.environment(), chosen, shape, type), shape);
  }

  /**
   * Floats as float16; other elements as they are. The cast is kept for later runs and is closed
   * with this value.
   */
  Value asHalf() {
    if (tensor.getInfo().type != OnnxJavaType.FLOAT) {
      return this;
    }
    if (half == null) {
      ShortBuffer halves = Fp16Conversions.convertFloatBufferToFp16Buffer(tensor.getFloatBuffer());
      half =
          made(
              () ->
                  OnnxTensor.createTensor(
                      OnnxRuntime.environment(), halves, shape(), OnnxJavaType.FLOAT16),
              shape());
    }
    return half;
  }

  /**
   * Copies the elements of {@code other}, widened if they are float16, into the memory that this
   * value was made from.
   */
  void copyFrom(Value other) {
    ((FloatBuffer) tensor.getBufferRef().orElseThrow())
        .duplicate()
        .put(other.tensor.getFloatBuffer());
  }

  private IllegalStateException wrongType(String expected) {
    return new IllegalStateException(
        "expected a tensor of " + expected + ", found " + tensor.getInfo().onnxType);
  }

  OnnxTensor tensor() {
    return tensor;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      NativeWork.during(
          () -> {
            tensor.close();
            if (half != null) {
              half.close();
            }
            return tensor;
          });
    }
  }
}
