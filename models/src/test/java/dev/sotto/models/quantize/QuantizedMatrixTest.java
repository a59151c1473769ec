package dev.sotto.models.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding and packing against loops that are written out. */
class QuantizedMatrixTest {
  private static final float[] SAME = {};

  private static Tensor matrix(int rows, int columns, float... values) {
    return new Tensor(
        "w", ElementType.FLOAT, new long[] {rows, columns}, TensorData.ofFloats(values));
  }

  private static Tensor random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      // Now and then an outlier, as matrices of Whisper have them.
      values[i] = (float) (random.nextGaussian() * (random.nextInt(50) == 0 ? 8 : 1));
    }
    return matrix(rows, columns, values);
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  private static double error(float[] numbers, float[] others) {
    double sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      sum += Math.pow(numbers[i] - (double) others[i], 2);
    }
    return sum;
  }

  /** Rounded to the nearest level of the scale that takes the greatest number to the last. */
  private static float[] plainly(float[] numbers, int rows, int columns, BlockFormat format) {
    float[] result = new float[numbers.length];
    for (int row = 0; row < rows; row++) {
      for (int from = 0; from < columns; from += format.size()) {
        int end = Math.min(columns, from + format.size());
        float greatest = 0;
        for (int column = from; column < end; column++) {
          float number = numbers[row * columns + column];
          greatest = Math.abs(number) > Math.abs(greatest) ? number : greatest;
        }
        double step = -greatest / (double) format.middle();
        for (int column = from; column < end; column++) {
          double level = Math.rint(numbers[row * columns + column] / step);
          level = Math.max(-format.middle(), Math.min(format.middle() - 1, level));
          result[row * columns + column] = (float) (level * step);
        }
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({"int4:16", "int4:32", "uint4:32", "int8:32", "uint8:64", "int8:256"})
  void isAtLeastAsNearAsPlainRounding(String label) {
    BlockFormat format = (BlockFormat) NumberFormat.of(label);
    for (int columns : new int[] {64, 100, 7}) {
      Tensor matrix = random(9, columns, columns);
      float[] numbers = floats(matrix);
      float[] rounded = floats(QuantizedMatrix.nearest(matrix, format, SAME).numbers("n"));
      double plain = error(numbers, plainly(numbers, 9, columns, format));
      assertTrue(error(numbers, rounded) <= plain + 1e-9, label + " of " + columns);
    }
  }

  @ParameterizedTest
  @CsvSource({"int4:16", "uint4:32", "int8:32", "uint8:16"})
  void numbersAreScaleTimesLevelLessZero(String label) {
    BlockFormat format = (BlockFormat) NumberFormat.of(label);
    int columns = 40;
    int rows = 5;
    QuantizedMatrix packed = QuantizedMatrix.nearest(random(rows, columns, 3), format, SAME);
    float[] numbers = floats(packed.numbers("n"));
    ByteBuffer levels = packed.levels().bytes();
    ByteBuffer scales = packed.scales().bytes();
    int blocks = (columns + format.size() - 1) / format.size();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int block = row * blocks + column / format.size();
        int inBlock = column % format.size();
        int level;
        int zero = format.bits() == 4 ? 8 : 128;
        if (format.bits() == 4) {
          int pair = levels.get(block * format.size() / 2 + inBlock / 2) & 0xff;
          level = inBlock % 2 == 0 ? pair & 15 : pair >> 4;
        } else {
          level = levels.get(block * format.size() + inBlock) & 0xff;
        }
        if (format.zeroPoints()) {
          ByteBuffer zeros = packed.zeroPoints().orElseThrow().bytes();
          int number = column / format.size();
          int width = (int) packed.zeroPoints().get().shape()[1];
          int held = zeros.get(row * width + (format.bits() == 4 ? number / 2 : number)) & 0xff;
          zero = format.bits() == 8 ? held : number % 2 == 0 ? held & 15 : held >> 4;
        }
        float scale = scales.getFloat(block * 4);
        assertEquals(scale * (level - zero), numbers[row * columns + column]);
      }
    }
  }

  @Test
  void whatIsNumbersOfTheFormatAlreadyStaysAsItIs() {
    BlockFormat format = new BlockFormat(8, 32, false);
    Tensor once = QuantizedMatrix.nearest(random(6, 96, 5), format, SAME).numbers("w");
    float[] twice = floats(QuantizedMatrix.nearest(once, format, SAME).numbers("w"));
    assertArrayEquals(floats(once), twice, 1e-3f);
  }

  @Test
  void zerosStayZeros() {
    BlockFormat format = new BlockFormat(4, 16, true);
    float[] numbers =
        floats(QuantizedMatrix.nearest(matrix(1, 20, new float[20]), format, SAME).numbers("w"));
    assertArrayEquals(new float[20], numbers);
  }

  @Test
  void whatWeighsMoreIsNearer() {
    BlockFormat format = new BlockFormat(4, 32, false);
    Tensor matrix = random(200, 32, 8);
    float[] importance = new float[32];
    java.util.Arrays.fill(importance, 1f);
    importance[3] = 1000f;
    double with = 0;
    double without = 0;
    float[] numbers = floats(matrix);
    float[] weighed = floats(QuantizedMatrix.nearest(matrix, format, importance).numbers("w"));
    float[] same = floats(QuantizedMatrix.nearest(matrix, format, SAME).numbers("w"));
    for (int row = 0; row < 200; row++) {
      with += Math.pow(numbers[row * 32 + 3] - weighed[row * 32 + 3], 2);
      without += Math.pow(numbers[row * 32 + 3] - same[row * 32 + 3], 2);
    }
    assertTrue(with < without / 2, with + " against " + without);
  }

  @Test
  void refusesBlocksThatLackAPartOrHaveNoFiniteScales() {
    BlockFormat format = new BlockFormat(8, 16, false);
    Map<String, Tensor> stored =
        QuantizedMatrix.nearest(random(2, 16, 3), format, SAME).stored("w");
    Map<String, Tensor> part = new HashMap<>(stored);
    part.remove("w.scales");
    assertRefused("lack their levels or scales", part, format);
    for (float scale : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Map<String, Tensor> wrong = new HashMap<>(stored);
      wrong.put("w.scales", matrix(2, 1, 1, scale));
      assertRefused("no finite numbers", wrong, format);
    }
    Map<String, Tensor> floats = new HashMap<>(stored);
    floats.put(
        "w.levels",
        matrix(1, 32, new float[32])
            .withData(new long[] {2, 1, 16}, TensorData.ofFloats(new float[32])));
    assertRefused("are not int8:16", floats, format);
  }

  private static void assertRefused(String text, Map<String, Tensor> stored, BlockFormat format) {
    String message =
        assertThrows(SottoException.class, () -> QuantizedMatrix.of(stored, "w", format, 2, 16))
            .getMessage();
    assertTrue(message.contains(text), message);
  }

  @Test
  void refusesNumbersThatBecomeOthers() {
    for (String label : List.of("int8", "float16")) {
      NumberFormat format = NumberFormat.of(label);
      format.check("w", matrix(1, 2, 65504, -65504));
      for (float number :
          new float[] {
            Float.NaN, Float.NEGATIVE_INFINITY, label.equals("float16") ? 65536 : Float.NaN
          }) {
        String message =
            assertThrows(SottoException.class, () -> format.check("w", matrix(1, 2, 1, number)))
                .getMessage();
        assertTrue(message.contains("holds " + number), message);
      }
    }
  }
}
