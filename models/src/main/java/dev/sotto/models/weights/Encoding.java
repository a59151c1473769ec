package dev.sotto.models.weights;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.PackedData;

/**
 * How the numbers of a weight are written. One that needs more than the tensor itself, such as
 * scales, holds that.
 */
public interface Encoding {

  /** The numbers of {@code stored} as float32, made when they are asked for. */
  Tensor decode(Tensor stored);

  /** Float32 numbers in this encoding, made when they are asked for. */
  Tensor encode(Tensor numbers);

  /** How {@code stored} is written. */
  static Encoding of(Tensor stored) {
    return stored.data() instanceof PackedData packed
        ? new PackedEncoding(packed.format())
        : FloatEncoding.of(stored);
  }
}
