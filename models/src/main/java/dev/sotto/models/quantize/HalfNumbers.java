package dev.sotto.models.quantize;

import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;

/**
 * A tensor as float16.
 *
 * @param half of the tensor's shape
 */
public record HalfNumbers(Tensor half) implements PackedNumbers {

  @Override
  public NumberFormat format() {
    return new HalfFormat();
  }

  @Override
  public Tensor numbers(String name) {
    Tensor wide = FloatData.widen(half).withName(name);
    return wide.withData(wide.shape(), new PackedData(this, wide.data()));
  }
}
