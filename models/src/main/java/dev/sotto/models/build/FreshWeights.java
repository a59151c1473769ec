package dev.sotto.models.build;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Weights of a model that has learnt nothing yet, as Hugging Face starts a Whisper: matrices,
 * convolutions and embeddings from a normal distribution, biases 0, normalisations 1 and 0, and the
 * encoder's positions as sinusoids.
 *
 * <p>Each role draws from its own sequence, so a weight depends on the seed, its role and its shape
 * only. They are made anew each time they are read and never lie in memory together.
 */
public final class FreshWeights implements WeightSource {
  /** The standard deviation where config.json names none. */
  public static final double USUAL_STANDARD_DEVIATION = 0.02;

  private static final double LONGEST_WAVE = 10_000;
  private static final long HASH_START = 0xcbf29ce484222325L;
  private static final long HASH_FACTOR = 0x100000001b3L;

  private final long seed;
  private final double standardDeviation;

  public FreshWeights(long seed, double standardDeviation) {
    this.seed = seed;
    this.standardDeviation = standardDeviation;
  }

  @Override
  public int outputs(String role, int usual) {
    return usual;
  }

  @Override
  public Tensor weight(String role, long... shape) {
    Consumer<FloatBuffer> values;
    if (role.equals(WhisperModel.FIXED_POSITIONS)) {
      values = positions -> sinusoids(positions, (int) shape[1]);
    } else if (role.endsWith("layer_norm.weight")) {
      values = ones -> fill(ones, 1);
    } else if (role.endsWith(".bias")) {
      values = zeros -> fill(zeros, 0);
    } else {
      values = weights -> normal(weights, role);
    }
    TensorData data =
        TensorData.computed(
            Tensor.elements(shape) * Float.BYTES, bytes -> values.accept(bytes.asFloatBuffer()));
    return new Tensor(role, ElementType.FLOAT, shape, data);
  }

  @Override
  public void checkAllUsed() {
    // They come into being by being asked for.
  }

  private static void fill(FloatBuffer into, float value) {
    while (into.hasRemaining()) {
      into.put(value);
    }
  }

  private void normal(FloatBuffer into, String role) {
    long hash = HASH_START ^ seed;
    for (int index = 0; index < role.length(); index++) {
      // FNV-1a: roles and seeds that differ a little give starts that differ a lot.
      hash = (hash ^ role.charAt(index)) * HASH_FACTOR;
    }
    Random random = new Random(hash ^ hash >>> 32);
    while (into.hasRemaining()) {
      into.put((float) (standardDeviation * random.nextGaussian()));
    }
  }

  /**
   * Whisper's positions {@code [S, D]}: sin and then cos of {@code s * 10000^(-i / (D/2 - 1))} for
   * {@code i} from 0 to {@code D/2 - 1}.
   */
  private static void sinusoids(FloatBuffer into, int width) {
    int half = width / 2;
    double step = Math.log(LONGEST_WAVE) / Math.max(1, half - 1);
    for (int position = 0; into.hasRemaining(); position++) {
      for (int column = 0; column < width; column++) {
        double angle = position * Math.exp(-step * (column % half));
        into.put((float) (column < half ? Math.sin(angle) : Math.cos(angle)));
      }
    }
  }
}
