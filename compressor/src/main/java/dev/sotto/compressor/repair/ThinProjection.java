package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.torch.Matrices;
import java.util.BitSet;
import java.util.Optional;

/**
 * A linear layer {@code y = W x + b} through a thin middle, as LiteASR makes it (Kamahori and
 * others, LiteASR: Efficient Automatic Speech Recognition with Low-Rank Approximation, 2025): the
 * principal components of its outputs. Of
 *
 * <pre>
 *   cov(y) = W (E[x x^T] - E[x] E[x]^T) W^T
 * </pre>
 *
 * <p>the {@code k} eigenvectors {@code V_k} of most energy stay, so that
 *
 * <pre>
 *   y ~ V_k (V_k^T W) x + b',    b' = m + V_k V_k^T (b - m),    m = W E[x] + b
 * </pre>
 *
 * <p>Few clips do not fill {@code k} directions. For those that are left over, inputs are taken to
 * vary a little everywhere, so that the strongest directions of {@code W} itself follow and not
 * those that rounding happens to give (ours).
 */
public final class ThinProjection {
  /** Ranks are multiples of it, as products of matrices like them. */
  static final int STEP = 16;

  /** What inputs vary by everywhere, as a share of what they vary by on the mean. */
  private static final double EVERYWHERE = 1e-4;

  private final int rank;
  private final double[] left;
  private final double[] right;
  private final double[] bias;

  private ThinProjection(int rank, double[] left, double[] right, double[] bias) {
    this.rank = rank;
    this.left = left;
    this.right = right;
    this.bias = bias;
  }

  /** {@code k}. */
  public int rank() {
    return rank;
  }

  /** {@code V_k}, [out, k], row-major; not a copy. */
  public double[] left() {
    return left;
  }

  /** {@code V_k^T W}, [k, in], row-major; not a copy. */
  public double[] right() {
    return right;
  }

  /** {@code b'}, [out]; not a copy. */
  public double[] bias() {
    return bias;
  }

  /**
   * The factors of a layer; nothing where they would hold as many numbers as the matrix.
   *
   * @param weight {@code W}, [out, in], row-major
   * @param moments of its inputs
   * @param leaving inputs that will leave, and count as nothing
   * @param energy share of the variance of the outputs that the components must have
   */
  public static Optional<ThinProjection> of(
      double[] weight, double[] bias, InputMoments moments, BitSet leaving, double energy) {
    int in = moments.width();
    int out = bias.length;
    double[] kept = weight.clone();
    leaving.stream()
        .forEach(
            input -> {
              for (int output = 0; output < out; output++) {
                kept[output * in + input] = 0;
              }
            });
    double[] values = SymmetricEigen.of(covariance(kept, moments, out, 0), out).values();
    int rank = rank(values, energy);
    int inputs = in - leaving.cardinality();
    if ((long) rank * (inputs + out) >= (long) inputs * out) {
      return Optional.empty();
    }
    SymmetricEigen components = SymmetricEigen.of(covariance(kept, moments, out, EVERYWHERE), out);
    double[] left = new double[out * rank];
    double[] turned = new double[rank * out];
    for (int k = 0; k < rank; k++) {
      System.arraycopy(components.vectors()[k], 0, turned, k * out, out);
      for (int output = 0; output < out; output++) {
        left[output * rank + k] = components.vectors()[k][output];
      }
    }
    double[] right = Matrices.product(turned, weight, rank, out, in);
    double[] mean = Matrices.product(kept, moments.mean(), out, in, 1);
    // b' = m + V V^T (b - m) and b - m = -W E[x].
    double[] along = Matrices.product(turned, mean, rank, out, 1);
    double[] back = Matrices.product(left, along, out, rank, 1);
    double[] shifted = new double[out];
    for (int output = 0; output < out; output++) {
      shifted[output] = bias[output] + mean[output] - back[output];
    }
    return Optional.of(new ThinProjection(rank, left, right, shifted));
  }

  private static double[] covariance(
      double[] weight, InputMoments moments, int out, double everywhere) {
    int in = moments.width();
    double[] inputs = moments.gram().clone();
    double variance = 0;
    for (int i = 0; i < in; i++) {
      variance += moments.variance(i) / in;
      for (int j = 0; j < in; j++) {
        inputs[i * in + j] -= moments.mean()[i] * moments.mean()[j];
      }
    }
    for (int i = 0; i < in; i++) {
      inputs[i * in + i] += everywhere * variance;
    }
    double[] turned = new double[in * out];
    for (int output = 0; output < out; output++) {
      for (int input = 0; input < in; input++) {
        turned[input * out + output] = weight[output * in + input];
      }
    }
    double[] half = Matrices.product(weight, inputs, out, in, in);
    return Matrices.product(half, turned, out, in, out);
  }

  /** The smallest multiple of {@link #STEP} whose components have the energy. */
  private static int rank(double[] values, double energy) {
    double all = 0;
    for (double value : values) {
      all += Math.max(0, value);
    }
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      if (k > 0 && k % STEP == 0 && sum > energy * all) {
        return k;
      }
      sum += Math.max(0, values[k]);
    }
    return values.length;
  }
}
