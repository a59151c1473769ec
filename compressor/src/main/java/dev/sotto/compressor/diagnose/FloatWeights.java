package dev.sotto.compressor.diagnose;

import dev.sotto.models.SottoException;
import dev.sotto.models.weights.LogicalWeight;
import java.nio.FloatBuffer;

/** Reads weights for diagnosis. */
final class FloatWeights {
  private FloatWeights() {}

  /**
   * The elements of a role as they are stored.
   *
   * @throws SottoException if they are not float32, or one is not finite
   */
  static FloatBuffer of(LogicalWeight weight) {
    FloatBuffer elements = weight.float32().bytes().asFloatBuffer();
    for (int i = 0; i < elements.capacity(); i++) {
      if (!Float.isFinite(elements.get(i))) {
        throw SottoException.badInput(
            weight.role(), "holds a weight that is not a finite number; the model is damaged");
      }
    }
    return elements;
  }
}
