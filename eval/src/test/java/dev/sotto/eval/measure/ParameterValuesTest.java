package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterValuesTest {
  @Test
  void zerosOfEitherSignCountAndSmallValuesDoNot() {
    float[] values = {0, -0.0f, 1, Float.MIN_VALUE, -Float.MIN_VALUE, 0};
    Tensor floats =
        new Tensor("w", ElementType.FLOAT, new long[] {2, 3}, TensorData.ofFloats(values));
    assertEquals(3, ParameterValues.count(floats).zeros());
  }

  @Test
  void halvesCountByTheirBits() {
    ByteBuffer bits = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bits.putShort((short) 0x0000).putShort((short) 0x8000).putShort((short) 0x0001);
    bits.putShort((short) 0x8001).flip();
    for (ElementType type : new ElementType[] {ElementType.FLOAT16, ElementType.BFLOAT16}) {
      Tensor halves = new Tensor("w", type, new long[] {4}, TensorData.of(bits));
      assertEquals(2, ParameterValues.count(halves).zeros());
    }
  }

  @Test
  void infinitiesAndWhatIsNoNumberAreNotFinite() {
    float[] values = {Float.NaN, Float.POSITIVE_INFINITY, -Float.MAX_VALUE, 0};
    Tensor floats = new Tensor("w", ElementType.FLOAT, new long[] {4}, TensorData.ofFloats(values));
    assertEquals(2, ParameterValues.count(floats).notFinite());
    // Infinity, NaN and the largest number of each format.
    assertEquals(2, halves(ElementType.FLOAT16, 0x7C00, 0xFE00, 0x7BFF).notFinite());
    assertEquals(2, halves(ElementType.BFLOAT16, 0xFF80, 0x7FC0, 0x7F7F).notFinite());
  }

  private static ParameterValues.Counts halves(ElementType type, int... bits) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : bits) {
      bytes.putShort((short) half);
    }
    Tensor tensor = new Tensor("w", type, new long[] {bits.length}, TensorData.of(bytes.flip()));
    return ParameterValues.count(tensor);
  }

  @Test
  void eachRoleCountsOnceWhereverItIsStored(@TempDir Path separate, @TempDir Path merged) {
    WhisperModel one = read(false, separate);
    long zeros = ParameterValues.of(one).zeros();
    assertEquals(zeros, ParameterValues.of(read(true, merged)).zeros());
    long expected =
        one.weights().values().stream()
            .filter(weight -> !weight.role().equals("encoder.embed_positions.weight"))
            .mapToLong(weight -> zeros(weight.first().tensor()))
            .sum();
    assertEquals(expected, zeros);
  }

  private static WhisperModel read(boolean merged, Path folder) {
    return Exports.open(Fixtures.folder(Fixtures.REFERENCE, merged, folder)).read();
  }

  private static long zeros(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    tensor.bytes().asFloatBuffer().get(values);
    return Arrays.stream(widened(values)).filter(value -> value == 0).count();
  }

  private static double[] widened(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
