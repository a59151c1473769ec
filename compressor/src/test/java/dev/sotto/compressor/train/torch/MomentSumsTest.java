package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentSumsTest {
  private final Random random = new Random(20);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Clips of one row, of some, and of more than are waited for. */
  @Test
  void rowsAreSummedHoweverTheyCome() {
    double[] product = new double[2 * 3];
    double[] mean = new double[2];
    int all = 0;
    try (NDManager manager = Torch.newManager()) {
      MomentSums sums = new MomentSums(2, 3, manager);
      for (int rows : List.of(1, 40, 500, 700, 3, 12)) {
        float[] left = numbers(rows * 2);
        float[] right = numbers(rows * 3);
        try (NDManager clip = manager.newSubManager()) {
          sums.add(clip.create(left, new Shape(rows, 2)), clip.create(right, new Shape(rows, 3)));
        }
        for (int row = 0; row < rows; row++) {
          for (int i = 0; i < 2; i++) {
            mean[i] += left[row * 2 + i];
            for (int j = 0; j < 3; j++) {
              product[i * 3 + j] += (double) left[row * 2 + i] * right[row * 3 + j];
            }
          }
        }
        all += rows;
      }
      assertEquals(all, sums.rows());
      int count = all;
      assertArrayEquals(divided(mean, count), sums.mean(), 1e-6);
      assertArrayEquals(divided(product, count), sums.product(), 1e-6);
    }
  }

  private static double[] divided(double[] sums, int count) {
    double[] means = sums.clone();
    for (int i = 0; i < means.length; i++) {
      means[i] /= count;
    }
    return means;
  }

  @Test
  void theSameOnBothSidesIsASquare() {
    try (NDManager manager = Torch.newManager()) {
      MomentSums sums = new MomentSums(2, 2, manager);
      NDArray rows = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
      sums.add(rows, rows);
      assertArrayEquals(new double[] {5, 7, 7, 10}, sums.product());
      assertArrayEquals(new double[] {2, 3}, sums.mean());
    }
  }

  @Test
  void clipsAreSampledEvenlyWhereTheirRowsAreMoreThanEnough() {
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, BlockwiseModel.sample(5, 64 * 10 * 2 - 1, 10));
    assertArrayEquals(new int[] {0, 2, 4}, BlockwiseModel.sample(5, 64 * 10 * 2, 10));
    assertArrayEquals(new int[] {0}, BlockwiseModel.sample(5, 64 * 10 * 9, 10));
  }
}
