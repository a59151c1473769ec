package dev.sotto.models.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Ranges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cut out of tensors, and set to zero in them, against loops over all elements. */
class CutDataTest {
  private static final int[] SHAPE = {3, 7, 400};

  @ParameterizedTest
  @CsvSource({"0, FLOAT", "1, FLOAT", "2, FLOAT", "0, FLOAT16", "1, FLOAT16", "2, FLOAT16"})
  void keptStepsStayAndOthersAreZeroWhereTheyAreOnlyZeroed(int axis, ElementType type)
      throws IOException {
    int width = (int) type.byteSize(1);
    byte[] bytes = new byte[3 * 7 * 400 * width];
    new Random(5).nextBytes(bytes);
    Tensor tensor =
        new Tensor("w", type, new long[] {3, 7, 400}, TensorData.of(ByteBuffer.wrap(bytes)));
    BitSet kept = new BitSet();
    for (int step = 0; step < SHAPE[axis]; step++) {
      kept.set(step, step % 5 != 1 && step != 2);
    }
    ByteArrayOutputStream cut = new ByteArrayOutputStream();
    byte[] zeroed = bytes.clone();
    for (int i = 0; i < bytes.length / width; i++) {
      int[] place = {i / 2800, i / 400 % 7, i % 400};
      for (int part = i * width; part < (i + 1) * width; part++) {
        if (kept.get(place[axis])) {
          cut.write(bytes[part]);
        } else {
          zeroed[part] = 0;
        }
      }
    }
    Ranges steps = Ranges.of(kept);
    Tensor sliced = SlicedData.slice(tensor, axis, steps);
    assertEquals(kept.cardinality(), sliced.shape()[axis]);
    assertArrayEquals(cut.toByteArray(), bytes(sliced));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    sliced.data().writeTo(Channels.newChannel(written));
    assertArrayEquals(cut.toByteArray(), written.toByteArray());
    assertArrayEquals(zeroed, bytes(AxisSteps.zero(tensor, axis, steps.others(SHAPE[axis]))));
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[(int) tensor.data().byteSize()];
    tensor.bytes().get(bytes);
    return bytes;
  }

  @Test
  void rangesAreAsLongAsCanBe() {
    BitSet steps = new BitSet();
    steps.set(1, 4);
    steps.set(6);
    Ranges ranges = Ranges.of(steps);
    assertEquals(2, ranges.runs().size());
    assertEquals(4, ranges.size());
    assertEquals(steps, ranges.toBits());
    assertEquals("[Range[from=0, to=1], Range[from=4, to=6]]", ranges.others(7).runs().toString());
    assertEquals(Ranges.of(3, 5), Ranges.of(1, 3).shifted(2));
    assertEquals(0, Ranges.of(0, 3).others(3).size());
  }
}
