package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.NumberFormat;

/** Numbers that a file keeps as something smaller, which is read and not written. */
public record PackedEncoding(NumberFormat format) implements Encoding {

  @Override
  public Tensor decode(Tensor stored) {
    return stored;
  }

  @Override
  public Tensor encode(Tensor numbers) {
    throw new IllegalArgumentException("cannot write " + numbers + " as " + format.label());
  }
}
