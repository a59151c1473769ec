package dev.sotto.models.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowLevelsTest {
  private static Tensor random(long... shape) {
    Random random = new Random(shape.length * 100L + shape[1]);
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (random.nextInt(30) == 0 ? 5 : 1));
    }
    return new Tensor("w", ElementType.FLOAT, shape, TensorData.ofFloats(values));
  }

  /** What rounding to the greatest number of each row loses, written out. */
  private static double plainLoss(FloatBuffer numbers, int rows) {
    int each = numbers.capacity() / rows;
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      double greatest = 0;
      for (int i = 0; i < each; i++) {
        greatest = Math.max(greatest, Math.abs(numbers.get(row * each + i)));
      }
      double step = greatest / 127;
      for (int i = 0; i < each; i++) {
        double number = numbers.get(row * each + i);
        double miss = number - step * Math.rint(number / step);
        loss += miss * miss;
      }
    }
    return loss;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 385})
  void numbersAreLevelsTimesTheScaleOfTheirRowAndNearerThanPlainRounding(int columns) {
    Tensor tensor = random(11, columns, 3);
    RowLevels packed = RowLevels.nearest(tensor);
    assertTrue(packed.fits());
    FloatBuffer were = tensor.bytes().asFloatBuffer();
    FloatBuffer numbers = packed.numbers("n").bytes().asFloatBuffer();
    double loss = 0;
    for (int at = 0; at < tensor.elements(); at++) {
      float scale = packed.scales().bytes().getFloat(at / (3 * columns) * Float.BYTES);
      assertEquals(scale * packed.levels().bytes().get(at), numbers.get(at));
      loss += Math.pow(were.get(at) - (double) numbers.get(at), 2);
    }
    double plain = plainLoss(were, 11);
    assertTrue(loss <= plain * (1 + 1e-6) + 1e-9, loss + " against " + plain);
  }

  @Test
  void zerosStayZeros() {
    Tensor zeros =
        new Tensor("w", ElementType.FLOAT, new long[] {2, 2}, TensorData.ofFloats(0, 0, 0, -3));
    FloatBuffer numbers = RowLevels.nearest(zeros).numbers("n").bytes().asFloatBuffer();
    assertEquals(0f, numbers.get(0));
    assertEquals(0f, numbers.get(2));
    assertEquals(-3f, numbers.get(3), 1e-5f);
  }

  @Test
  void whatIsOfOtherSizesOrTypesDoesNotFit() {
    RowLevels packed = RowLevels.nearest(random(4, 6));
    Tensor scales = packed.scales();
    assertFalse(new RowLevels(scales, scales).fits());
    assertFalse(new RowLevels(packed.levels(), packed.levels()).fits());
    assertFalse(
        new RowLevels(packed.levels(), scales.withData(new long[] {1, 4}, scales.data())).fits());
    assertFalse(
        new RowLevels(packed.levels(), scales.withData(new long[] {4}, scales.data())).fits());
  }

  @Test
  void bytesAreThoseOfLevelsAndScales() {
    RowLevels packed = RowLevels.nearest(random(4, 6));
    assertEquals(
        new RowFormat().bytes(4, 6),
        packed.levels().data().byteSize() + packed.scales().data().byteSize());
  }
}
