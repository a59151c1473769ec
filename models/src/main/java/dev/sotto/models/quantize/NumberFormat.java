package dev.sotto.models.quantize;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Tensor;
import java.nio.FloatBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the numbers of a weight are stored. */
public sealed interface NumberFormat permits BlockFormat, ChannelFormat, WideFormat {
  /** What formats are called, for messages. */
  String KNOWN =
      "int8, int4, uint8, uint4, each with :BLOCK behind it if need be, int8-dynamic, int8-rows or float16";

  Pattern BLOCKS = Pattern.compile("(u?)int([48])(?::(\\d{1,4}))?");

  /** What users and plans call it. */
  String label();

  /** The greatest magnitude that a number may have. */
  default float greatest() {
    return Float.MAX_VALUE;
  }

  /** Bytes that a matrix {@code [rows, columns]} takes. */
  long bytes(long rows, long columns);

  /**
   * The numbers nearest to a weight that can be stored so, made when they are asked for.
   *
   * @param numbers float32, of a shape that the format can have
   */
  Tensor nearest(Tensor numbers);

  /**
   * Checks that numbers stay what they are, but for what rounding takes of them: others become
   * infinite, or have their whole block be zero.
   *
   * @param numbers float32
   * @throws SottoException naming {@code role} and a number that cannot be stored
   */
  default void check(String role, Tensor numbers) {
    FloatBuffer left = numbers.bytes().asFloatBuffer();
    while (left.hasRemaining()) {
      float number = left.get();
      if (!(Math.abs(number) <= greatest())) {
        throw SottoException.badInput(
            role, "holds %s, which cannot be stored as %s".formatted(number, label()));
      }
    }
  }

  /**
   * Reads what {@link #label} writes; a block that is not named has {@link BlockFormat#usualSize}.
   *
   * @throws SottoException if there is no such format
   */
  static NumberFormat of(String label) {
    if (label.equals(HalfFormat.LABEL)) {
      return new HalfFormat();
    }
    if (label.equals(ChannelFormat.LABEL)) {
      return new ChannelFormat();
    }
    if (label.equals(RowFormat.LABEL)) {
      return new RowFormat();
    }
    Matcher blocks = BLOCKS.matcher(label);
    if (!blocks.matches()) {
      throw new SottoException(
          SottoException.Code.BAD_INPUT,
          "expected a number format (" + KNOWN + "), found '" + label + "'");
    }
    int bits = Integer.parseInt(blocks.group(2));
    int size =
        blocks.group(3) == null ? BlockFormat.usualSize(bits) : Integer.parseInt(blocks.group(3));
    if (!BlockFormat.SIZES.contains(size)) {
      throw new SottoException(
          SottoException.Code.BAD_INPUT,
          "expected blocks of %s, found '%s'".formatted(BlockFormat.SIZES, label));
    }
    return new BlockFormat(bits, size, !blocks.group(1).isEmpty());
  }
}
