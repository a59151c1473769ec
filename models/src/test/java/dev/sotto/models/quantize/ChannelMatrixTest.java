package dev.sotto.models.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels by channel against loops that are written out. */
class ChannelMatrixTest {
  private static Tensor matrix(int rows, int columns, float... values) {
    return new Tensor(
        "w", ElementType.FLOAT, new long[] {rows, columns}, TensorData.ofFloats(values));
  }

  private static Tensor random(int rows, int columns) {
    Random random = new Random(rows * 31L + columns);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (random.nextInt(30) == 0 ? 5 : 1));
    }
    return matrix(rows, columns, values);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 385})
  void numbersAreLevelsTimesTheScaleOfTheirRowAndNear(int columns) {
    int rows = 11;
    Tensor matrix = random(rows, columns);
    ChannelMatrix packed = ChannelMatrix.nearest(matrix);
    Tensor numbers = packed.numbers("n");
    assertTrue(packed.fits());
    ByteBuffer levels = packed.levels().bytes();
    for (int row = 0; row < rows; row++) {
      float scale = packed.scales().bytes().getFloat(row * 4);
      for (int column = 0; column < columns; column++) {
        float number = numbers.bytes().asFloatBuffer().get(row * columns + column);
        assertEquals(scale * levels.get(column * rows + row), number);
        float was = matrix.bytes().asFloatBuffer().get(row * columns + column);
        assertEquals(was, number, 0.5001f * scale);
      }
    }
  }

  /** Where neighbours' products are added in 16 bits, inputs of 255 must not reach their end. */
  @ParameterizedTest
  @ValueSource(ints = {2, 7, 64, 385})
  void twoNeighboursNeverReachTheEndOf16Bits(int columns) {
    int rows = 200;
    ByteBuffer levels = ChannelMatrix.nearest(random(rows, columns)).levels().bytes();
    int greatest = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column + 1 < columns; column += 2) {
        int one = levels.get(column * rows + row);
        int other = levels.get((column + 1) * rows + row);
        greatest = Math.max(greatest, 255 * (Math.max(one, 0) + Math.max(other, 0)));
        greatest = Math.max(greatest, 255 * (Math.max(-one, 0) + Math.max(-other, 0)));
      }
    }
    assertTrue(greatest <= Short.MAX_VALUE, "reached " + greatest);
    assertTrue(greatest > 0.98 * Short.MAX_VALUE, "left room: " + greatest);
  }

  @Test
  void pairsThatMeetTheBoundExactlyDoNotPassIt() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      float one = random.nextInt(1 << 12) / 64f + 0.5f;
      float other = random.nextInt(1 << 12) / 64f + 0.5f;
      ByteBuffer levels = ChannelMatrix.nearest(matrix(1, 2, one, other)).levels().bytes();
      assertTrue(levels.get(0) + levels.get(1) <= ChannelMatrix.PAIR, one + " " + other);
    }
  }

  @Test
  void zerosStayZeros() {
    Tensor numbers = ChannelMatrix.nearest(matrix(2, 3, 0, 0, 0, 1, 0, -2)).numbers("w");
    assertEquals(0f, numbers.bytes().asFloatBuffer().get(0));
    assertEquals(0f, numbers.bytes().asFloatBuffer().get(4));
    assertEquals(-2f, numbers.bytes().asFloatBuffer().get(5), 1e-6f);
  }

  @Test
  void whatIsOfOtherSizesOrTypesDoesNotFit() {
    ChannelMatrix packed = ChannelMatrix.nearest(random(4, 6));
    Tensor scales = packed.scales();
    assertFalse(new ChannelMatrix(scales, scales).fits());
    assertFalse(new ChannelMatrix(packed.levels(), packed.levels()).fits());
    Tensor three = new Tensor("s", ElementType.FLOAT, new long[] {3}, TensorData.ofFloats(1, 1, 1));
    assertFalse(new ChannelMatrix(packed.levels(), three).fits());
  }

  @Test
  void bytesAreThoseOfLevelsAndScales() {
    ChannelMatrix packed = ChannelMatrix.nearest(random(4, 6));
    assertEquals(
        new ChannelFormat().bytes(4, 6),
        packed.levels().data().byteSize() + packed.scales().data().byteSize());
    assertEquals(4 * 6 + 4 * 4, new ChannelFormat().bytes(4, 6));
  }
}
