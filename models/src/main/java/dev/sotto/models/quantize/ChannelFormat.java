package dev.sotto.models.quantize;

import dev.sotto.models.graph.Tensor;

/**
 * Integers of 8 bits, with one scale for each output of a layer:
 *
 * <pre>
 *   number = scale * level
 * </pre>
 *
 * <p>ONNX Runtime's {@code DynamicQuantizeMatMul} computes on them with its input rounded to 8
 * bits, too, by the range that it has in that call: the fastest product of many rows, and the
 * coarsest.
 */
public record ChannelFormat() implements NumberFormat {
  static final String LABEL = "int8-dynamic";

  @Override
  public String label() {
    return LABEL;
  }

  @Override
  public long bytes(long rows, long columns) {
    return rows * (columns + Float.BYTES);
  }

  @Override
  public Tensor nearest(Tensor numbers) {
    return ChannelMatrix.nearest(numbers).numbers(numbers.name());
  }
}
