package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFormatsTest {
  @TempDir Path folder;

  @Test
  void anExportThatWasBuiltIsFloat32() {
    Path export = SmallExport.merged(folder.resolve("export"));
    OnnxModel encoder = OnnxModel.read(export.resolve(SmallExport.ENCODER_FILE));
    OnnxModel decoder = OnnxModel.read(export.resolve(SmallExport.MERGED_FILE));
    NumberFormats formats = NumberFormats.of(List.of(encoder, decoder));
    assertTrue(formats.isFloat32());
    assertFalse(formats.isQuantised());
    assertEquals("float32 100 %", formats.toString());
    // By hand: all weights of two axes or more.
    long encoderElements = 12 * 5 * 3 + 12 * 12 * 3 + 7 * 12 + 2 * (4 * 144 + 2 * 120);
    long decoderElements = 61 * 12 + 9 * 12 + 2 * (8 * 144 + 2 * 168);
    assertEquals(
        Map.of(ElementType.FLOAT, 4 * (encoderElements + decoderElements)), formats.bytes());
    Map<String, Path> files = ModelFiles.of(List.of(decoder, encoder));
    assertEquals(
        List.of(SmallExport.MERGED_FILE, SmallExport.ENCODER_FILE), List.copyOf(files.keySet()));
  }

  @Test
  void formatsAreToldByTheBytesThatTheyTake() {
    SmallGraph graph = new SmallGraph().weight("w", 10, 10).weight("bias", 500);
    add(graph.graph(), ElementType.UINT8, 30, 20);
    graph.node("Identity", "y", "w");
    NumberFormats formats = of(graph.graph());
    assertEquals("uint8 60 %, float32 40 %", formats.toString());
    assertFalse(formats.isFloat32());
    assertFalse(formats.isQuantised());
  }

  private static void add(Graph graph, ElementType type, long... shape) {
    int bytes = (int) type.byteSize(Tensor.elements(shape));
    graph.putInitializer(
        new Tensor(type.name(), type, shape, TensorData.of(ByteBuffer.allocate(bytes))));
  }

  private NumberFormats of(Graph graph) {
    Path file = folder.resolve("model.onnx");
    new NewModel(graph, 18).write(file);
    return NumberFormats.of(List.of(OnnxModel.read(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MatMulNBits", "MatMulBnb4", "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
        "DequantizeWithOrder", "QLinearAdd", "QAttention", "QGemm"
      })
  void operatorsOfFewBitsAreQuantised(String operator) {
    SmallGraph graph = new SmallGraph().weight("w", 2, 2);
    graph.node(operator, "y", "w");
    NumberFormats formats = of(graph.graph());
    assertEquals(Map.of(operator, 1), formats.quantised());
    assertTrue(formats.isQuantised());
    assertFalse(formats.isFloat32());
    assertEquals("quantised (" + operator + " 1): float32 100 %", formats.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MatMul", "Attention", "Gemm", "QuickGelu", "Linear"})
  void otherOperatorsAreNot(String operator) {
    SmallGraph graph = new SmallGraph().weight("w", 2, 2);
    graph.node(operator, "y", "w", "w");
    assertFalse(of(graph.graph()).isQuantised());
  }

  @Test
  void branchesCountToo() {
    SmallGraph outer = new SmallGraph().input("c", 1);
    Graph branch = new Graph("b", outer.graph());
    add(branch, ElementType.FLOAT16, 3, 3);
    new SmallGraph(branch).node("QLinearAdd", "t", "FLOAT16");
    branch.outputs().add(SmallGraph.value("t"));
    outer.node(
        "If",
        Map.of(
            "then_branch",
            new Attribute.Subgraph(branch),
            "else_branch",
            new Attribute.Subgraph(branch)),
        "y",
        "c");
    NumberFormats formats = of(outer.graph());
    assertEquals("quantised (QLinearAdd 2): float16 100 %", formats.toString());
  }

  @Test
  void aModelWithoutWeightsHasNone() {
    SmallGraph graph = new SmallGraph().input("x", 1);
    graph.node("Relu", "y", "x");
    assertEquals("", of(graph.graph()).toString());
    assertEquals("float32", NumberFormats.name(ElementType.FLOAT));
    assertEquals("bfloat16", NumberFormats.name(ElementType.BFLOAT16));
  }
}
