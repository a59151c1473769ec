package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.whisper.Ranges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Five rows of 32 columns in two blocks of 4 bits, of which the second and the last stay. */
class StoredRowsTest {
  private static final Ranges KEPT = Ranges.of(BitSet.valueOf(new long[] {0b10010}));

  /** Each element is its number. */
  private static Tensor counted(String name, ElementType type, long... shape) {
    int count = (int) Tensor.elements(shape);
    ByteBuffer bytes =
        ByteBuffer.allocate((int) type.byteSize(count)).order(ByteOrder.LITTLE_ENDIAN);
    for (int element = 0; element < count; element++) {
      if (type == ElementType.FLOAT) {
        bytes.putFloat(element);
      } else {
        bytes.put((byte) element);
      }
    }
    return new Tensor(name, type, shape, TensorData.of(bytes.flip()));
  }

  private static Graph kept(Tensor scales, Tensor zeroPoints) {
    Tensor levels = counted("levels", ElementType.UINT8, 5, 2, 8);
    Graph graph = new Graph("graph", null);
    List.of(levels, scales, zeroPoints).forEach(graph::putInitializer);
    graph
        .nodes()
        .add(
            new Node(
                "product",
                "com.microsoft",
                "MatMulNBits",
                List.of("x", "levels", "scales", "zeroPoints"),
                List.of("y"),
                Map.of("N", new Attribute.Int(5))));
    StoredRows rows = new StoredRows(graph, 5);
    BlockFormat format = new BlockFormat(4, 16, true);
    Tensor numbers =
        new QuantizedMatrix(format, 32, levels, scales, Optional.of(zeroPoints)).numbers("W");
    rows.add("W", graph, numbers, 0);
    rows.check();
    rows.keep(KEPT);
    return graph;
  }

  private static float[] floats(Graph graph, String name) {
    Tensor tensor = graph.initializer(name).orElseThrow();
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  @Test
  void levelsScalesAndZeroPointsOfARowLeaveTogether() {
    Graph graph =
        kept(
            counted("scales", ElementType.FLOAT, 5, 2),
            counted("zeroPoints", ElementType.UINT8, 5, 1));
    assertArrayEquals(new long[] {2, 2, 8}, graph.initializer("levels").orElseThrow().shape());
    ByteBuffer levels = graph.initializer("levels").orElseThrow().bytes();
    for (int at = 0; at < 16; at++) {
      assertEquals(16 + at, levels.get(at));
      assertEquals(64 + at, levels.get(16 + at));
    }
    assertArrayEquals(new float[] {2, 3, 8, 9}, floats(graph, "scales"));
    assertArrayEquals(new long[] {2, 2}, graph.initializer("scales").orElseThrow().shape());
    assertEquals(
        counted("zeroPoints", ElementType.UINT8, 5, 1).bytes().get(4),
        graph.initializer("zeroPoints").orElseThrow().bytes().get(1));
    assertEquals(2, graph.nodes().get(0).intAttribute("N", 0));
  }

  /** As ONNX Runtime's own quantiser wrote them for years. */
  @Test
  void whatLiesInOneAxisStaysInOne() {
    Graph graph =
        kept(counted("scales", ElementType.FLOAT, 10), counted("zeroPoints", ElementType.UINT8, 5));
    assertArrayEquals(new float[] {2, 3, 8, 9}, floats(graph, "scales"));
    assertArrayEquals(new long[] {4}, graph.initializer("scales").orElseThrow().shape());
    assertArrayEquals(new long[] {2}, graph.initializer("zeroPoints").orElseThrow().shape());
  }
}
