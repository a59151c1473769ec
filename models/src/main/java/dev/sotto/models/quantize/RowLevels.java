package dev.sotto.models.quantize;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A tensor of two axes or more as levels with a scale for each index of the first one.
 *
 * @param levels int8, of the tensor's shape
 * @param scales float32 {@code [rows, 1, ...]}, so that the product of both is the tensor
 */
public record RowLevels(Tensor levels, Tensor scales) implements PackedNumbers {
  /**
   * The levels nearest to a tensor, as {@link BlockRounding} finds them with a row for a block;
   * computed when they are asked for.
   *
   * @param numbers float32, of two axes or more
   */
  public static RowLevels nearest(Tensor numbers) {
    long[] each = new long[numbers.rank()];
    Arrays.fill(each, 1);
    each[0] = numbers.shape()[0];
    return new RowLevels(
        new Tensor(
            "levels",
            ElementType.INT8,
            numbers.shape(),
            TensorData.computed(numbers.elements(), to -> levels(numbers, to))),
        new Tensor(
            "scales",
            ElementType.FLOAT,
            each,
            TensorData.computed(each[0] * Float.BYTES, to -> scales(numbers, to))));
  }

  private static void levels(Tensor numbers, ByteBuffer to) {
    eachRow(
        numbers,
        (rounding, count) -> {
          for (int index = 0; index < count; index++) {
            to.put((byte) (rounding.level(index) - rounding.zero()));
          }
        });
  }

  private static void scales(Tensor numbers, ByteBuffer to) {
    eachRow(numbers, (rounding, count) -> to.putFloat(rounding.scale()));
  }

  /** Takes what a row was rounded to, and how many numbers it has. */
  private interface RoundedRow {
    void take(BlockRounding rounding, int count);
  }

  private static void eachRow(Tensor numbers, RoundedRow rounded) {
    int count = Math.toIntExact(numbers.elements() / numbers.shape()[0]);
    BlockRounding rounding = new BlockRounding(new BlockFormat(Byte.SIZE, count, false));
    float[] row = new float[count];
    FloatBuffer left = numbers.bytes().asFloatBuffer();
    while (left.hasRemaining()) {
      left.get(row);
      rounding.round(row, 0, count, BlockRounding.ALL_THE_SAME);
      rounded.take(rounding, count);
    }
  }

  /** Whether the tensors are of the types and sizes that they are to be of. */
  boolean fits() {
    if (levels.type() != ElementType.INT8
        || levels.rank() < 2
        || !FloatData.canWiden(scales.type())
        || scales.rank() != levels.rank()
        || scales.shape()[0] != levels.shape()[0]) {
      return false;
    }
    return Arrays.stream(scales.shape()).skip(1).allMatch(size -> size == 1);
  }

  @Override
  public NumberFormat format() {
    return new RowFormat();
  }

  @Override
  public Tensor numbers(String name) {
    return new Tensor(
        name,
        ElementType.FLOAT,
        levels.shape(),
        new PackedData(this, TensorData.computed(levels.elements() * Float.BYTES, this::fill)));
  }

  private void fill(ByteBuffer to) {
    ByteBuffer stored = levels.bytes();
    FloatBuffer scale = FloatData.widen(scales).bytes().asFloatBuffer();
    while (scale.hasRemaining()) {
      float step = scale.get();
      for (long row = levels.elements() / levels.shape()[0]; row > 0; row--) {
        to.putFloat(step * stored.get());
      }
    }
  }
}
