package dev.sotto.eval.measure;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands among the weights of a model, each role once. The encoder's positions are left out of
 * the zeros: they are fixed sinusoids and no parameters.
 *
 * @param zeros weights that are stored but zero, of either sign: what a sparse format could leave
 *     out
 * @param notFinite weights that are infinite or no number, by role; roles without any are left out
 */
public record ParameterValues(long zeros, Map<String, Long> notFinite) {
  private static final int HALF_MAGNITUDE = 0x7FFF;
  private static final int FLOAT16_EXPONENT = 0x7C00;
  private static final int BFLOAT16_EXPONENT = 0x7F80;

  public ParameterValues {
    notFinite = Collections.unmodifiableMap(new LinkedHashMap<>(notFinite));
  }

  /** What one tensor holds. */
  record Counts(long zeros, long notFinite) {}

  /** Reads every weight once. */
  public static ParameterValues of(WhisperModel model) {
    long zeros = 0;
    Map<String, Long> notFinite = new LinkedHashMap<>();
    for (var weight : model.weights().values()) {
      Counts counts = count(weight.first().tensor());
      if (!weight.role().equals(WhisperModel.FIXED_POSITIONS)) {
        zeros += counts.zeros;
      }
      if (counts.notFinite > 0) {
        notFinite.put(weight.role(), counts.notFinite);
      }
    }
    return new ParameterValues(zeros, notFinite);
  }

  static Counts count(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes();
    return switch (tensor.type()) {
      case FLOAT -> countFloats(bytes.asFloatBuffer());
      case FLOAT16 -> countHalves(bytes.asShortBuffer(), FLOAT16_EXPONENT);
      case BFLOAT16 -> countHalves(bytes.asShortBuffer(), BFLOAT16_EXPONENT);
      default ->
          throw new IllegalArgumentException(
              "expected weights of a floating-point type, received " + tensor);
    };
  }

  private static Counts countFloats(FloatBuffer values) {
    long zeros = 0;
    long notFinite = 0;
    while (values.hasRemaining()) {
      float value = values.get();
      zeros += value == 0 ? 1 : 0;
      notFinite += Float.isFinite(value) ? 0 : 1;
    }
    return new Counts(zeros, notFinite);
  }

  /**
   * Both half formats have the sign in front and are zero where all other bits are.
   *
   * @param exponent the bits that are all set in what is not finite
   */
  private static Counts countHalves(ShortBuffer values, int exponent) {
    long zeros = 0;
    long notFinite = 0;
    while (values.hasRemaining()) {
      int magnitude = values.get() & HALF_MAGNITUDE;
      zeros += magnitude == 0 ? 1 : 0;
      notFinite += (magnitude & exponent) == exponent ? 1 : 0;
    }
    return new Counts(zeros, notFinite);
  }
}
