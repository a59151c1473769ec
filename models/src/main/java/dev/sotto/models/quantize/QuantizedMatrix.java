package dev.sotto.models.quantize;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A matrix {@code [rows, columns]} as the tensors of its blocks.
 *
 * @param levels uint8 {@code [rows, blocks, bytes of a block]}; of two levels of 4 bits in a byte,
 *     the first is the lower half
 * @param scales float32 {@code [rows, blocks]}
 * @param zeroPoints uint8 {@code [rows, bytes]}, packed as levels are
 */
public record QuantizedMatrix(
    BlockFormat format, int columns, Tensor levels, Tensor scales, Optional<Tensor> zeroPoints)
    implements PackedNumbers {
  private static final String LEVELS = ".levels";
  private static final String SCALES = ".scales";
  private static final String ZERO_POINTS = ".zero_points";

  /** As {@link #nearest(Tensor, BlockFormat, float[])}, where all columns weigh the same. */
  public static QuantizedMatrix nearest(Tensor matrix, BlockFormat format) {
    return nearest(matrix, format, BlockRounding.ALL_THE_SAME);
  }

  /**
   * The blocks nearest to a matrix, computed when they are asked for; the search that finds levels
   * finds scales, too, which are small and kept until then.
   *
   * @param matrix float32 {@code [rows, columns]}
   * @param importance what an error of each column weighs; empty if all weigh the same
   */
  public static QuantizedMatrix nearest(Tensor matrix, BlockFormat format, float[] importance) {
    NearestBlocks nearest = new NearestBlocks(matrix, format, importance);
    return of(
        format,
        matrix.shape(),
        (bytes, part) -> TensorData.computed(bytes, to -> to.put(nearest.part(part))));
  }

  /** The blocks that a buffer holds. */
  public static QuantizedMatrix of(BlockBuffer buffer, BlockFormat format, int columns) {
    return of(
        format,
        new long[] {buffer.rows(), columns},
        (bytes, part) -> TensorData.of(part.of(buffer)));
  }

  private static QuantizedMatrix of(
      BlockFormat format, long[] shape, BiFunction<Long, BlockBuffer.Part, TensorData> data) {
    int blocks = format.blocks(shape[1]);
    long[] levels = {shape[0], blocks, format.blockBytes()};
    long[] scales = {shape[0], blocks};
    long[] zeros = {shape[0], format.zeroPointBytes(shape[1])};
    return new QuantizedMatrix(
        format,
        Math.toIntExact(shape[1]),
        tensor(LEVELS, ElementType.UINT8, levels, BlockBuffer.Part.LEVELS, data),
        tensor(SCALES, ElementType.FLOAT, scales, BlockBuffer.Part.SCALES, data),
        format.zeroPoints()
            ? Optional.of(
                tensor(ZERO_POINTS, ElementType.UINT8, zeros, BlockBuffer.Part.ZERO_POINTS, data))
            : Optional.empty());
  }

  private static Tensor tensor(
      String name,
      ElementType type,
      long[] shape,
      BlockBuffer.Part part,
      BiFunction<Long, BlockBuffer.Part, TensorData> data) {
    return new Tensor(name, type, shape, data.apply(type.byteSize(Tensor.elements(shape)), part));
  }

  /**
   * The blocks that {@code tensors} hold of a role.
   *
   * @param tensors named as {@link #stored} has it
   * @param shape of the matrix
   * @throws SottoException if they are of another shape or format
   */
  public static Optional<QuantizedMatrix> of(
      Map<String, Tensor> tensors, String role, BlockFormat format, long... shape) {
    Tensor levels = tensors.get(role + LEVELS);
    Tensor scales = tensors.get(role + SCALES);
    Optional<Tensor> zeroPoints = Optional.ofNullable(tensors.get(role + ZERO_POINTS));
    if (levels == null && scales == null && zeroPoints.isEmpty()) {
      return Optional.empty();
    }
    if (levels == null || scales == null) {
      throw SottoException.badInput(
          role, "the blocks that lie beside the plan lack their levels or scales");
    }
    QuantizedMatrix matrix =
        new QuantizedMatrix(format, Math.toIntExact(shape[1]), levels, scales, zeroPoints);
    if (levels.type() != ElementType.UINT8
        || scales.type() != ElementType.FLOAT
        || zeroPoints.filter(points -> points.type() != ElementType.UINT8).isPresent()
        || levels.rank() != 3
        || levels.shape()[0] != shape[0]
        || !matrix.fits()
        || zeroPoints.isPresent() != format.zeroPoints()) {
      throw SottoException.badInput(
          role,
          "the blocks that lie beside the plan are not %s of a matrix of shape %s"
              .formatted(format.label(), Arrays.toString(shape)));
    }
    FloatBuffer steps = scales.bytes().asFloatBuffer();
    while (steps.hasRemaining()) {
      if (!Float.isFinite(steps.get())) {
        throw SottoException.badInput(
            role, "the blocks that lie beside the plan have scales that are no finite numbers");
      }
    }
    return Optional.of(matrix);
  }

  /** Its tensors by name, as a file beside a plan holds them. */
  public Map<String, Tensor> stored(String role) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(role + LEVELS, levels);
    tensors.put(role + SCALES, scales);
    zeroPoints.ifPresent(points -> tensors.put(role + ZERO_POINTS, points));
    return tensors;
  }

  /** Whether the tensors are of the sizes that the format has them. */
  boolean fits() {
    long rows = levels.shape()[0];
    int blocks = format.blocks(columns);
    return columns > 0
        && Arrays.equals(levels.shape(), new long[] {rows, blocks, format.blockBytes()})
        && scales.elements() == rows * blocks
        && (zeroPoints.isEmpty()
            || zeroPoints.get().elements() == rows * format.zeroPointBytes(columns));
  }

  /** {@inheritDoc} They are {@code [rows, columns]}. */
  @Override
  public Tensor numbers(String name) {
    int rows = Math.toIntExact(levels.shape()[0]);
    return new Tensor(
        name,
        ElementType.FLOAT,
        new long[] {rows, columns},
        new PackedData(this, TensorData.computed((long) rows * columns * Float.BYTES, this::fill)));
  }

  private void fill(ByteBuffer to) {
    int rows = Math.toIntExact(levels.shape()[0]);
    int blocks = format.blocks(columns);
    ByteBuffer stored = levels.bytes();
    FloatBuffer scale = FloatData.widen(scales).bytes().asFloatBuffer();
    Optional<ByteBuffer> zeros = zeroPoints.map(Tensor::bytes);
    int width = format.zeroPointBytes(columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int block = column / format.size();
        int at = (row * blocks + block) * format.blockBytes();
        int level = BlockBuffer.get(stored, at, column % format.size(), format.bits());
        int first = row * width;
        int zero =
            zeros
                .map(points -> BlockBuffer.get(points, first, block, format.bits()))
                .orElse(format.middle());
        to.putFloat(scale.get(row * blocks + block) * (level - zero));
      }
    }
  }

  /**
   * What is lost of numbers, as a share of their squares: {@code sum (w - q)^2 / sum w^2}, 0 where
   * there is nothing to lose.
   *
   * @param numbers float32
   * @param stored float32, what stands for them
   */
  public static double noise(Tensor numbers, Tensor stored) {
    FloatBuffer one = numbers.bytes().asFloatBuffer();
    FloatBuffer other = stored.bytes().asFloatBuffer();
    double lost = 0;
    double all = Double.MIN_NORMAL;
    while (one.hasRemaining()) {
      double number = one.get();
      double miss = number - other.get();
      lost += miss * miss;
      all += number * number;
    }
    return lost / all;
  }
}
