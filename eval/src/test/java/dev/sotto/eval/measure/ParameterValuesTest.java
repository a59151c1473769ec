package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZeroedParametersTest {
  @Test
  void zerosOfEitherSignCountAndSmallValuesDoNot() {
    float[] values = {0, -0.0f, 1, Float.MIN_VALUE, -Float.MIN_VALUE, 0};
    Tensor floats =
        new Tensor("w", ElementType.FLOAT, new long[] {2, 3}, TensorData.ofFloats(values));
    assertEquals(3, ZeroedParameters.count(floats));
  }

  @Test
  void halvesCountByTheirBits() {
    ByteBuffer bits = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bits.putShort((short) 0x0000).putShort((short) 0x8000).putShort((short) 0x0001);
    bits.putShort((short) 0x8001).flip();
    for (ElementType type : new ElementType[] {ElementType.FLOAT16, ElementType.BFLOAT16}) {
      Tensor halves = new Tensor("w", type, new long[] {4}, TensorData.of(bits));
      assertEquals(2, ZeroedParameters.count(halves));
    }
  }

  @Test
  void eachRoleCountsOnceWhereverItIsStored(@TempDir Path separate, @TempDir Path merged) {
    WhisperModel one = read(false, separate);
    long zeros = ZeroedParameters.count(one);
    assertEquals(zeros, ZeroedParameters.count(read(true, merged)));
    long expected =
        one.weights().values().stream()
            .filter(weight -> !weight.role().equals("encoder.embed_positions.weight"))
            .mapToLong(weight -> zeros(weight.first().tensor()))
            .sum();
    assertEquals(expected, zeros);
  }

  private static WhisperModel read(boolean merged, Path folder) {
    return OptimumLayout.read(
        ExportFolder.open(Fixtures.folder(Fixtures.REFERENCE, merged, folder)));
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
