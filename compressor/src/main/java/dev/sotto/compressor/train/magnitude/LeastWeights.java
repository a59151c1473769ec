package dev.sotto.compressor.train.magnitude;

import dev.sotto.compressor.train.weights.Parameter;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Masks the weights of least magnitude of several matrices. The threshold is found in two passes
 * over the bits of the magnitudes, which for numbers from 0 are in the order of the numbers: first
 * the upper 16, then the lower 16 of those that share the upper ones. So it is exact and takes no
 * memory in proportion to the model.
 */
final class LeastWeights {
  private static final int HALF = 16;
  private static final int LOW = (1 << HALF) - 1;

  private final List<Parameter> matrices;
  private final Masks masks;

  LeastWeights(List<Parameter> matrices, Masks masks) {
    this.matrices = matrices;
    this.masks = masks;
  }

  /** Masks {@code count} more; of equal ones the first, in the order of the matrices. */
  void mask(long count) {
    if (count <= 0) {
      return;
    }
    long[] histogram = new long[1 << HALF];
    visit(bits -> histogram[bits >>> HALF]++);
    Place upper = Place.of(histogram, count);
    long[] within = new long[1 << HALF];
    visit(
        bits -> {
          if (bits >>> HALF == upper.bin()) {
            within[bits & LOW]++;
          }
        });
    Place lower = Place.of(within, upper.rest());
    maskUpTo(upper.bin() << HALF | lower.bin(), lower.rest());
  }

  /**
   * Where a count is reached.
   *
   * @param bin in which it is
   * @param rest how many of the bin belong to the count
   */
  private record Place(int bin, long rest) {
    static Place of(long[] histogram, long count) {
      long left = count;
      int bin = 0;
      while (bin < histogram.length - 1 && histogram[bin] < left) {
        left -= histogram[bin++];
      }
      return new Place(bin, left);
    }
  }

  /** The bits of the magnitude of each survivor. */
  private void visit(IntConsumer bits) {
    for (Parameter matrix : matrices) {
      FloatBuffer weights = matrix.floats();
      for (int i = 0; i < weights.capacity(); i++) {
        if (!masks.isMasked(matrix.role(), i)) {
          bits.accept(magnitude(weights, i));
        }
      }
    }
  }

  private void maskUpTo(int threshold, long ofThreshold) {
    long left = ofThreshold;
    for (Parameter matrix : matrices) {
      FloatBuffer weights = matrix.floats();
      for (int i = 0; i < weights.capacity(); i++) {
        int bits = magnitude(weights, i);
        if (bits > threshold || masks.isMasked(matrix.role(), i)) {
          continue;
        }
        if (bits < threshold || left-- > 0) {
          masks.mask(matrix.role(), i, i + 1);
        }
      }
    }
  }

  private static int magnitude(FloatBuffer weights, int i) {
    return Float.floatToIntBits(Math.abs(weights.get(i)));
  }
}
