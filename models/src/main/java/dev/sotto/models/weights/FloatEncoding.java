package dev.sotto.models.weights;

import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;

/** Each number by itself, as a float. */
public enum FloatEncoding implements Encoding {
  FLOAT32,
  FLOAT16,
  /** Numbers that are cut and moved, but not computed. */
  OTHER;

  /** That of a tensor's elements. */
  public static FloatEncoding of(Tensor stored) {
    return switch (stored.type()) {
      case FLOAT -> FLOAT32;
      case FLOAT16 -> FLOAT16;
      default -> OTHER;
    };
  }

  @Override
  public Tensor decode(Tensor stored) {
    return FloatData.widen(stored);
  }

  @Override
  public Tensor encode(Tensor numbers) {
    return switch (this) {
      case FLOAT32 -> numbers;
      case FLOAT16 -> FloatData.narrow(numbers);
      case OTHER -> throw new IllegalArgumentException("cannot write " + numbers + " as it was");
    };
  }
}
