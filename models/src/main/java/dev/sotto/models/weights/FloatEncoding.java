package dev.sotto.models.weights;

import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;

/** Each number by itself, as a float. */
public enum FloatEncoding implements Encoding {
  FLOAT32 {
    @Override
    public Tensor encode(Tensor numbers) {
      return numbers;
    }
  },
  FLOAT16 {
    @Override
    public Tensor encode(Tensor numbers) {
      return HalfData.narrow(numbers);
    }
  },
  /** Numbers that are cut and moved, but not computed. */
  OTHER {
    @Override
    public Tensor encode(Tensor numbers) {
      throw new IllegalArgumentException("expected another encoding for " + numbers);
    }
  };

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
}
