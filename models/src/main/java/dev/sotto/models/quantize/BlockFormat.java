package dev.sotto.models.quantize;

import dev.sotto.models.graph.Tensor;
import java.util.List;

/**
 * Integers of few bits, in blocks along a row that share a scale:
 *
 * <pre>
 *   number = scale * (level - zero point)
 * </pre>
 *
 * <p>That is what ONNX Runtime's {@code MatMulNBits} and {@code GatherBlockQuantized} compute on. A
 * row that does not fill its last block is padded with zeros. Scales are float32: ONNX Runtime
 * takes no others beside float32 activations, and gives zeros where they are computed, as by a
 * cast.
 *
 * @param bits of a level: 4 or 8
 * @param size numbers of a block
 * @param zeroPoints whether a block has a zero point of its own; otherwise it is the middle level
 */
public record BlockFormat(int bits, int size, boolean zeroPoints) implements NumberFormat {
  /** The sizes for which ONNX Runtime has fast kernels. */
  public static final List<Integer> SIZES = List.of(16, 32, 64, 128, 256);

  /** The size where none is named: what a scale costs beside the levels is a tenth at most. */
  static int usualSize(int bits) {
    return bits == 4 ? 32 : 64;
  }

  /** The greatest level. */
  public int levels() {
    return (1 << bits) - 1;
  }

  /** The level of zero in blocks without a zero point of their own. */
  public int middle() {
    return 1 << (bits - 1);
  }

  /** Blocks of a row. */
  public int blocks(long columns) {
    return Math.toIntExact((columns + size - 1) / size);
  }

  /** Bytes of the levels of a block. */
  public int blockBytes() {
    return size * bits / Byte.SIZE;
  }

  /** Bytes of the zero points of a row, which are packed as levels are. */
  public int zeroPointBytes(long columns) {
    return (blocks(columns) * bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  @Override
  public String label() {
    return (zeroPoints ? "u" : "") + "int" + bits + ":" + size;
  }

  @Override
  public long bytes(long rows, long columns) {
    long row = blocks(columns) * (long) (blockBytes() + Float.BYTES);
    return rows * (row + (zeroPoints ? zeroPointBytes(columns) : 0));
  }

  @Override
  public Tensor nearest(Tensor numbers) {
    return QuantizedMatrix.nearest(numbers, this).numbers(numbers.name());
  }
}
