package dev.sotto.compressor.diagnose;

import java.util.ArrayList;
import java.util.List;

/**
 * How alike the activations of different clips are, after E. Lubana et al., "Beyond BatchNorm"
 * (2021). Clip {@code n} gives one vector {@code a_n}, its tokens one behind another, with zeros
 * where another clip goes on; {@code K} is the Gram matrix of the unit vectors {@code a_n/|a_n|}.
 *
 * <p>It keeps the vectors, since every pair meets: {@code 4 D} bytes a token.
 */
final class ClipSimilarity {
  private final List<float[]> vectors = new ArrayList<>();

  /** Row {@code n} holds {@code a_n . a_m} for {@code m} from 0 to {@code n}. */
  private final List<double[]> products = new ArrayList<>();

  /**
   * Adds a clip.
   *
   * @param activations [T, D], row-major; kept, not copied
   */
  void add(float[] activations) {
    vectors.add(activations);
    products.add(
        vectors.stream().mapToDouble(vector -> ClipSimilarity.dot(activations, vector)).toArray());
  }

  /** Over the part that both have: beyond it one of them is zero. */
  private static double dot(float[] a, float[] b) {
    int common = Math.min(a.length, b.length);
    double sum = 0;
    for (int i = 0; i < common; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private double cosine(int one, int other) {
    double product = products.get(Math.max(one, other))[Math.min(one, other)];
    return product / Math.sqrt(products.get(one)[one]) / Math.sqrt(products.get(other)[other]);
  }

  /** The mean of {@code K}'s elements off the diagonal; NaN below two clips, or if one is zero. */
  double meanCosine() {
    int clips = products.size();
    double sum = 0;
    for (int one = 0; one < clips; one++) {
      for (int other = 0; other < one; other++) {
        sum += cosine(one, other);
      }
    }
    double pairs = clips * (clips - 1) / 2.0;
    return sum / pairs;
  }

  /** {@code N}. */
  int clips() {
    return products.size();
  }

  /**
   * {@code lambda_max(K)}, by which {@code N} is divided for the stable rank: {@code N} where all
   * clips give one direction, 1 where each has its own; NaN if one is zero.
   */
  PowerIteration.Estimate largestEigenvalue(long seed) {
    int clips = products.size();
    return PowerIteration.largestEigenvalue(
        clips,
        (v, result) -> {
          for (int one = 0; one < clips; one++) {
            result[one] = 0;
            for (int other = 0; other < clips; other++) {
              result[one] += cosine(one, other) * v[other];
            }
          }
        },
        seed);
  }
}
