package dev.sotto.eval.measure;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.whisper.RoleWeight;
import dev.sotto.models.whisper.WhisperModel;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Counts weights that are stored but zero: what a sparse format could still leave out. Negative
 * zero counts; the encoder's positions do not, which are fixed sinusoids and no parameters.
 */
public final class ZeroedParameters {
  private static final int HALF_MAGNITUDE = 0x7FFF;

  private ZeroedParameters() {}

  /** Exact zeros among the weights, each role once. */
  public static long count(WhisperModel model) {
    return model.weights().values().stream()
        .filter(weight -> !weight.role().equals(WhisperModel.FIXED_POSITIONS))
        .map(RoleWeight::first)
        .mapToLong(site -> count(site.tensor()))
        .sum();
  }

  static long count(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes();
    if (tensor.type() == ElementType.FLOAT) {
      return countFloats(bytes.asFloatBuffer());
    }
    if (tensor.type() == ElementType.FLOAT16 || tensor.type() == ElementType.BFLOAT16) {
      return countHalves(bytes.asShortBuffer());
    }
    throw new IllegalArgumentException(
        "expected weights of a floating-point type, received " + tensor);
  }

  private static long countFloats(FloatBuffer values) {
    long zeros = 0;
    while (values.hasRemaining()) {
      zeros += values.get() == 0 ? 1 : 0;
    }
    return zeros;
  }

  /** Both half formats have the sign in front and are zero where all other bits are. */
  private static long countHalves(ShortBuffer values) {
    long zeros = 0;
    while (values.hasRemaining()) {
      zeros += (values.get() & HALF_MAGNITUDE) == 0 ? 1 : 0;
    }
    return zeros;
  }
}
