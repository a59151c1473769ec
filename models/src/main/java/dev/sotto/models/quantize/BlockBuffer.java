package dev.sotto.models.quantize;

import dev.sotto.models.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The blocks of a matrix as bytes, filled block by block; threads may share its rows. */
public final class BlockBuffer {
  /** What a matrix of blocks is stored as, one tensor each. */
  enum Part {
    LEVELS,
    SCALES,
    ZERO_POINTS;

    ByteBuffer of(BlockBuffer buffer) {
      return switch (this) {
        case LEVELS -> buffer.levels.duplicate();
        case SCALES -> buffer.scales.duplicate();
        case ZERO_POINTS -> buffer.zeroPoints.duplicate();
      };
    }
  }

  private final BlockFormat format;
  private final int rows;
  private final int columns;
  private final ByteBuffer levels;
  private final ByteBuffer scales;
  private final ByteBuffer zeroPoints;

  /** An empty one for a matrix {@code [rows, columns]}. */
  public BlockBuffer(BlockFormat format, int rows, int columns) {
    this.format = format;
    this.rows = rows;
    this.columns = columns;
    int blocks = Math.multiplyExact(rows, format.blocks(columns));
    this.levels = ByteBuffer.allocate(Math.multiplyExact(blocks, format.blockBytes()));
    this.scales =
        ByteBuffer.allocate(Math.multiplyExact(blocks, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    this.zeroPoints =
        ByteBuffer.allocate(
            format.zeroPoints() ? Math.multiplyExact(rows, format.zeroPointBytes(columns)) : 0);
  }

  /** The blocks nearest to a matrix, as {@link QuantizedMatrix#nearest} has them. */
  static BlockBuffer nearest(Tensor matrix, BlockFormat format, float[] importance) {
    int rows = Math.toIntExact(matrix.shape()[0]);
    int columns = Math.toIntExact(matrix.shape()[1]);
    BlockBuffer buffer = new BlockBuffer(format, rows, columns);
    FloatBuffer numbers = matrix.bytes().asFloatBuffer();
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              BlockRounding rounding = new BlockRounding(format);
              float[] line = new float[columns];
              numbers.get(row * columns, line);
              for (int block = 0; block < format.blocks(columns); block++) {
                int from = block * format.size();
                rounding.round(line, from, Math.min(format.size(), columns - from), importance);
                buffer.put(row, block, rounding::level, rounding.scale(), rounding.zero());
              }
            });
    return buffer;
  }

  /**
   * Puts a block.
   *
   * @param level of each number of the block
   * @param zero level of zero, which is stored where the format has zero points
   */
  public void put(int row, int block, IntUnaryOperator level, float scale, int zero) {
    int blocks = format.blocks(columns);
    int number = row * blocks + block;
    for (int index = 0; index < format.size(); index++) {
      put(levels, number * format.blockBytes(), index, level.applyAsInt(index));
    }
    scales.putFloat(number * Float.BYTES, scale);
    if (format.zeroPoints()) {
      put(zeroPoints, row * format.zeroPointBytes(columns), block, zero);
    }
  }

  /** Puts level {@code index} of those that begin at byte {@code at}. */
  private void put(ByteBuffer to, int at, int index, int level) {
    if (format.bits() == Byte.SIZE) {
      to.put(at + index, (byte) level);
      return;
    }
    int place = at + index / 2;
    int shift = index % 2 * format.bits();
    to.put(place, (byte) ((to.get(place) & ~(0xf << shift)) | (level << shift)));
  }

  /** Level {@code index} of those that begin at byte {@code at}. */
  static int get(ByteBuffer from, int at, int index, int bits) {
    return bits == Byte.SIZE
        ? from.get(at + index) & 0xff
        : from.get(at + index / 2) >> (index % 2 * bits) & 0xf;
  }

  int rows() {
    return rows;
  }
}
