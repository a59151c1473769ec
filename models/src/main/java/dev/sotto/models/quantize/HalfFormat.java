package dev.sotto.models.quantize;

import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;

/** Each number as a float16. */
public record HalfFormat() implements WideFormat {
  static final String LABEL = "float16";
  private static final float GREATEST = 65504;

  @Override
  public String label() {
    return LABEL;
  }

  @Override
  public float greatest() {
    return GREATEST;
  }

  @Override
  public long bytes(long rows, long columns) {
    return Short.BYTES * rows * columns;
  }

  @Override
  public Tensor nearest(Tensor numbers) {
    return FloatData.widen(FloatData.narrow(numbers));
  }
}
