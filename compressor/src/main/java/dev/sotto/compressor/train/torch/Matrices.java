package dev.sotto.compressor.train.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.sotto.runtime.natives.NativeWork;

/** Products and inverses of matrices, by BLAS and LAPACK as PyTorch has them, in float64. */
public final class Matrices {
  private Matrices() {}

  /**
   * The inverse.
   *
   * @param matrix [n, n], row-major, positive definite
   * @return [n, n], row-major
   * @throws dev.sotto.models.SottoException if PyTorch cannot be loaded or memory does not suffice
   */
  public static double[] inverse(double[] matrix, int n) {
    return NativeWork.during(
        () -> {
          try (NDManager manager = Torch.newManager()) {
            NDArray inverse = manager.create(matrix, new Shape(n, n)).inverse();
            return inverse.toDoubleArray();
          } catch (EngineException e) {
            throw Torch.explain(e, "PyTorch", "not enough memory for the inverse of a matrix");
          }
        });
  }

  /** {@code a b} of {@code a} [m, k] and {@code b} [k, n], row-major. */
  public static double[] product(double[] a, double[] b, int m, int k, int n) {
    return NativeWork.during(
        () -> {
          try (NDManager manager = Torch.newManager()) {
            NDArray left = manager.create(a, new Shape(m, k));
            return left.matMul(manager.create(b, new Shape(k, n))).toDoubleArray();
          } catch (EngineException e) {
            throw Torch.explain(e, "PyTorch", "not enough memory for the product of matrices");
          }
        });
  }
}
