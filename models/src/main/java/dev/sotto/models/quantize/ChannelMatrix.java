package dev.sotto.models.quantize;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A matrix {@code [rows, columns]} as levels with a scale for each row.
 *
 * <p>Processors without instructions for it add the products of two neighbours in a row in 16 bits,
 * up to {@code 255 * (level + level)}, and cut off what is more. The levels that are made here
 * never reach that: of two neighbours of one sign the sum is at most {@link #PAIR}.
 *
 * @param levels int8 {@code [columns, rows]}, as a product reads them
 * @param scales float32 {@code [rows]}
 */
public record ChannelMatrix(Tensor levels, Tensor scales) implements PackedNumbers {
  /** Greatest sum of two levels that go into one product: {@code 255 * 128 < 2^15}. */
  static final int PAIR = 128;

  private static final int GREATEST = 127;

  /** Less than {@link #PAIR} by more than the rounding of a scale takes. */
  private static final double BELOW_PAIR = PAIR * (1 - 1e-6);

  /**
   * The levels nearest to a matrix, computed when they are asked for.
   *
   * @param matrix float32 {@code [rows, columns]}
   */
  public static ChannelMatrix nearest(Tensor matrix) {
    int rows = Math.toIntExact(matrix.shape()[0]);
    int columns = Math.toIntExact(matrix.shape()[1]);
    return new ChannelMatrix(
        new Tensor(
            "levels",
            ElementType.INT8,
            new long[] {columns, rows},
            TensorData.computed((long) rows * columns, to -> levels(matrix, to))),
        new Tensor(
            "scales",
            ElementType.FLOAT,
            new long[] {rows},
            TensorData.computed(
                (long) rows * Float.BYTES,
                to -> {
                  for (float scale : scales(matrix)) {
                    to.putFloat(scale);
                  }
                })));
  }

  private static void levels(Tensor matrix, ByteBuffer to) {
    float[] scales = scales(matrix);
    int columns = Math.toIntExact(matrix.shape()[1]);
    FloatBuffer numbers = matrix.bytes().asFloatBuffer();
    for (int row = 0; row < scales.length; row++) {
      for (int column = 0; column < columns; column++) {
        double number = numbers.get(row * columns + column);
        double level = scales[row] == 0 ? 0 : Math.rint(number / scales[row]);
        to.put(column * scales.length + row, (byte) Math.max(-GREATEST, Math.min(GREATEST, level)));
      }
    }
  }

  private static float[] scales(Tensor matrix) {
    float[] scales = new float[Math.toIntExact(matrix.shape()[0])];
    int columns = Math.toIntExact(matrix.shape()[1]);
    FloatBuffer numbers = matrix.bytes().asFloatBuffer();
    for (int row = 0; row < scales.length; row++) {
      double greatest = 0;
      double pair = 0;
      for (int column = 0; column < columns; column += 2) {
        double one = numbers.get(row * columns + column);
        double other = column + 1 < columns ? numbers.get(row * columns + column + 1) : 0;
        greatest = Math.max(greatest, Math.max(Math.abs(one), Math.abs(other)));
        pair = Math.max(pair, Math.max(one, 0) + Math.max(other, 0));
        pair = Math.max(pair, Math.max(-one, 0) + Math.max(-other, 0));
      }
      scales[row] = (float) Math.max(greatest / GREATEST, pair / BELOW_PAIR);
    }
    return scales;
  }

  /** Whether the tensors are of the types and sizes that they are to be of. */
  boolean fits() {
    return levels.type() == ElementType.INT8
        && levels.rank() == 2
        && FloatData.canWiden(scales.type())
        && Arrays.equals(scales.shape(), new long[] {levels.shape()[1]});
  }

  @Override
  public NumberFormat format() {
    return new ChannelFormat();
  }

  /** {@inheritDoc} They are {@code [rows, columns]}. */
  @Override
  public Tensor numbers(String name) {
    return new Tensor(
        name,
        ElementType.FLOAT,
        new long[] {levels.shape()[1], levels.shape()[0]},
        new PackedData(this, TensorData.computed(levels.elements() * Float.BYTES, this::fill)));
  }

  private void fill(ByteBuffer to) {
    int columns = Math.toIntExact(levels.shape()[0]);
    int rows = Math.toIntExact(levels.shape()[1]);
    ByteBuffer stored = levels.bytes();
    FloatBuffer scale = FloatData.widen(scales).bytes().asFloatBuffer();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        to.putFloat(scale.get(row) * stored.get(column * rows + row));
      }
    }
  }
}
