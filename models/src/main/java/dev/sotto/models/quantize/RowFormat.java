package dev.sotto.models.quantize;

import dev.sotto.models.graph.Tensor;

/**
 * Integers of 8 bits, with one scale for all that one index of the first axis has: an output
 * channel of a convolution, a position of a table.
 *
 * <pre>
 *   number = scale * level
 * </pre>
 */
public record RowFormat() implements WideFormat {
  static final String LABEL = "int8-rows";

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
    return RowLevels.nearest(numbers).numbers(numbers.name());
  }
}
