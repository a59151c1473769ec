package dev.sotto.models.shape;

import static dev.sotto.models.shape.ShapedValue.list;
import static dev.sotto.models.shape.ShapedValue.ofShape;
import static dev.sotto.models.shape.ShapedValue.scalar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The corners of the ONNX operator specification, worked out by hand. */
class OperatorsTest {
  private static final Map<String, Attribute> NONE = Map.of();

  @Test
  void elementwiseBroadcastsShapesAndElements() {
    check("[2, 3, 4]", "Add", NONE, ofShape(2, 1, 4), ofShape(3, 1));
    check("[2] = [3, 5]", "Sub", NONE, list(4, 6), scalar(1));
    check("[2] = [-2, 3]", "Div", NONE, list(-5, 7), list(2));
    check("[3] = [0, 1, 1]", "LessOrEqual", NONE, list(5, 4, 3), scalar(4));
    check("[2] = [1, 4]", "Min", NONE, list(3, 4), list(1, 9), scalar(7));
    check(
        "[2, 2] = [1, 2, 1, 2]",
        "Mul",
        NONE,
        scalar(1),
        ShapedValue.known(new long[] {2, 2}, 1, 2, 1, 2));
    fails("Add", NONE, ofShape(2, 3), ofShape(4));
    fails("Div", NONE, list(1), list(0));
  }

  @Test
  void whereChoosesElementByElement() {
    check("[2] = [1, 8]", "Where", NONE, list(1, 0), list(1), list(7, 8));
    check("[3, 2]", "Where", NONE, ofShape(3, 1), list(1, 1), scalar(0));
  }

  @Test
  void castKeepsWholeNumbersOnly() {
    check("[2] = [0, 1]", "Cast", ints("to", 9), list(0, 5));
    check("[1] = [-1]", "Cast", ints("to", 6), list(0xFFFFFFFFL));
    check("[1]", "Cast", ints("to", 1), list(3));
    fails("Cast", ints("to", 77), list(3));
  }

  @Test
  void reshapeCopiesInfersAndRefuses() {
    check("[2, 3, 4]", "Reshape", NONE, ofShape(2, 12), list(0, -1, 4));
    check("[0, 5]", "Reshape", ints("allowzero", 1), ofShape(5, 0), list(0, 5));
    check("[] = [7]", "Reshape", NONE, list(7), ShapedValue.known(new long[] {0}));
    fails("Reshape", NONE, ofShape(2, 12), list(5, -1));
    fails("Reshape", NONE, ofShape(2, 12), list(5, 5));
    fails("Reshape", NONE, ofShape(0, 4), list(-1, 0, 0));
    fails("Reshape", NONE, ofShape(2, 12), ofShape(2));
  }

  @Test
  void axesComeAndGo() {
    check("[1, 3, 4, 1]", "Unsqueeze", NONE, ofShape(3, 4), list(0, -1));
    check(
        "[3] = [1, 2, 3]", "Squeeze", NONE, ShapedValue.known(new long[] {1, 3}, 1, 2, 3), list(0));
    check("[3, 2]", "Squeeze", NONE, ofShape(1, 3, 1, 2));
    check("[6, 20]", "Flatten", ints("axis", 2), ofShape(2, 3, 4, 5));
    fails("Squeeze", NONE, ofShape(2, 3), list(0));
    fails("Unsqueeze", NONE, ofShape(2, 3), list(9));
  }

  @Test
  void sliceCutsToTheTensorAndCountsBackwards() {
    ShapedValue digits = list(0, 1, 2, 3, 4, 5);
    check("[3] = [3, 4, 5]", "Slice", NONE, digits, list(3), list(Long.MAX_VALUE));
    check("[2] = [4, 5]", "Slice", NONE, digits, list(-2), list(100), list(0));
    check(
        "[3] = [5, 3, 1]",
        "Slice",
        NONE,
        digits,
        list(-1),
        list(Long.MIN_VALUE),
        list(0),
        list(-2));
    check("[0] = []", "Slice", NONE, digits, list(4), list(2), list(0));
    check("[2, 1, 4]", "Slice", NONE, ofShape(2, 3, 4), list(1), list(2), list(-2));
    fails("Slice", NONE, digits, list(0), list(2), list(0), list(0));
    fails("Slice", NONE, digits, list(0), list(2), list(3));
  }

  @Test
  void gatherReplacesAnAxis() {
    check("[] = [30]", "Gather", NONE, list(10, 20, 30), scalar(-1));
    check("[5, 7, 2, 4]", "Gather", ints("axis", 1), ofShape(5, 3, 4), ofShape(7, 2));
    check("[6, 4]", "GatherND", NONE, ofShape(2, 3, 4), ofShape(6, 2));
    check("[2, 3]", "GatherND", ints("batch_dims", 1), ofShape(2, 5, 3), ofShape(2, 1));
    fails("Gather", NONE, list(10, 20, 30), scalar(3));
  }

  @Test
  void shapesAndConstants() {
    check("[2] = [3, 4]", "Shape", ints("start", -2), ofShape(2, 3, 4));
    check("[] = [24]", "Size", NONE, ofShape(2, 3, 4));
    check("[3] = [2, 5, 8]", "Range", NONE, scalar(2), scalar(9), scalar(3));
    check("[2] = [5, 3]", "Range", NONE, scalar(5), scalar(1), scalar(-2));
    check("[0] = []", "Range", NONE, scalar(5), scalar(1), scalar(1));
    check("[1000000000000]", "Range", NONE, scalar(0), scalar(1_000_000_000_000L), scalar(1));
    check("[2, 2]", "ConstantOfShape", NONE, list(2, 2));
    check("[2] = [9, 9]", "ConstantOfShape", tensor(Tensor.ofLongs("", 9)), list(2));
    check("[2] = [1, 0]", "Constant", tensor(flags()));
    fails("ConstantOfShape", NONE, list(-1));
    fails("Range", NONE, scalar(0), scalar(1), scalar(0));
  }

  @Test
  void repetitionBroadcastsOrTiles() {
    check("[2, 3] = [1, 2, 3, 1, 2, 3]", "Expand", NONE, list(1, 2, 3), list(2, 1));
    check("[4] = [1, 2, 1, 2]", "Tile", NONE, list(1, 2), list(2));
    check("[1000000, 1000000]", "Expand", NONE, scalar(1), list(1_000_000, 1_000_000));
    fails("Expand", NONE, list(1, 2, 3), list(2));
    fails("Tile", NONE, ofShape(2, 2), list(2));
  }

  @Test
  void transposePermutes() {
    ShapedValue grid = ShapedValue.known(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    check("[3, 2] = [1, 4, 2, 5, 3, 6]", "Transpose", NONE, grid);
    check("[4, 2, 3]", "Transpose", Map.of("perm", numbers(2, 0, 1)), ofShape(2, 3, 4));
    fails("Transpose", Map.of("perm", numbers(0, 0)), grid);
  }

  @Test
  void splitCutsOneAxis() {
    check("[2, 3]", "Split", ints("axis", -1), ofShape(2, 5), list(3, 2));
    check("[2, 5]", "Split", NONE, ofShape(6, 5), list(2, 4));
    fails("Split", ints("axis", 1), ofShape(2, 5), list(3, 3));
    fails("Split", NONE, ofShape(2, 5));
  }

  @Test
  void concatJoinsOneAxis() {
    check("[3] = [1, 2, 3]", "Concat", ints("axis", 0), list(1), list(2, 3));
    check("[2, 5]", "Concat", ints("axis", -1), ofShape(2, 3), ofShape(2, 2));
    fails("Concat", ints("axis", 0), ofShape(2, 3), ofShape(2, 2));
  }

  @Test
  void productsMatchInnerSizes() {
    check("[8, 6, 4, 7]", "MatMul", NONE, ofShape(8, 1, 4, 5), ofShape(6, 5, 7));
    check("[4]", "MatMul", NONE, ofShape(4, 5), ofShape(5));
    check("[7]", "MatMul", NONE, ofShape(5), ofShape(5, 7));
    check("[]", "MatMul", NONE, ofShape(5), ofShape(5));
    check("[4, 7]", "Gemm", ints("transB", 1), ofShape(4, 5), ofShape(7, 5));
    check("[4, 7]", "Gemm", ints("transA", 1), ofShape(5, 4), ofShape(5, 7));
    fails("MatMul", NONE, ofShape(4, 5), ofShape(4, 5));
    fails("Gemm", NONE, ofShape(4, 5), ofShape(7, 5));
    fails("MatMul", NONE, ofShape(), ofShape(4, 5));
  }

  @Test
  void convolutionFollowsPadsStridesDilationsAndGroups() {
    Map<String, Attribute> halving = Map.of("pads", numbers(1, 1), "strides", numbers(2));
    check("[1, 8, 60]", "Conv", halving, ofShape(1, 4, 120), ofShape(8, 4, 3));
    check(
        "[1, 8, 116, 10]",
        "Conv",
        Map.of("dilations", numbers(2, 1)),
        ofShape(1, 4, 120, 10),
        ofShape(8, 4, 3, 1));
    check("[1, 8, 118]", "Conv", ints("group", 2), ofShape(1, 4, 120), ofShape(8, 2, 3));
    fails("Conv", NONE, ofShape(1, 4, 120), ofShape(8, 5, 3));
    fails("Conv", NONE, ofShape(1, 4, 1), ofShape(8, 4, 3));
    fails(
        "Conv",
        Map.of("auto_pad", new Attribute.Text("SAME_UPPER")),
        ofShape(1, 4, 9),
        ofShape(8, 4, 3));
  }

  @Test
  void reductionsKeepOrDropAxes() {
    check("[2, 1]", "ReduceMean", Map.of("axes", numbers(-1)), ofShape(2, 3));
    check("[2]", "ReduceMean", ints("keepdims", 0), ofShape(2, 3), list(1));
    check("[1, 1]", "ReduceMean", NONE, ofShape(2, 3));
  }

  @Test
  void comparisonsAndLogicGiveFlags() {
    check("[3] = [0, 1, 0]", "Equal", NONE, list(5, 4, 3), scalar(4));
    check("[3] = [0, 0, 1]", "Less", NONE, list(5, 4, 3), scalar(4));
    check("[3] = [1, 0, 0]", "Greater", NONE, list(5, 4, 3), scalar(4));
    check("[3] = [1, 1, 0]", "GreaterOrEqual", NONE, list(5, 4, 3), scalar(4));
    check("[4] = [0, 0, 0, 1]", "And", NONE, list(0, 0, 1, 1), list(0, 1, 0, 1));
    check("[4] = [0, 1, 1, 1]", "Or", NONE, list(0, 0, 1, 1), list(0, 1, 0, 1));
    check("[2] = [1, 0]", "Not", NONE, list(0, 1));
    check("[2] = [4, 9]", "Max", NONE, list(3, 9), scalar(4));
    check("[2] = [-3, 4]", "Neg", NONE, list(3, -4));
    check("[2] = [3, 4]", "Identity", NONE, list(3, 4));
    check("[2, 3]", "Pow", NONE, ofShape(2, 3), scalar(2));
  }

  /** Whole numbers that pass through what makes real ones are no longer known. */
  @Test
  void activationsKeepTheShapeOnly() {
    for (String operator :
        List.of(
            "Erf",
            "Sqrt",
            "Gelu",
            "Softmax",
            "IsNaN",
            "CastLike",
            "Trilu",
            "DequantizeLinear",
            "com.microsoft:Gelu",
            "com.microsoft:BiasGelu")) {
      check("[2]", operator, NONE, list(3, 4), list(5, 6));
    }
    check("[4, 2]", "ScatterND", NONE, ofShape(4, 2), ofShape(1, 1), ofShape(1, 2));
  }

  @Test
  void constantsOfEveryKind() {
    check("[] = [7]", "Constant", ints("value_int", 7));
    check("[2] = [7, 8]", "Constant", Map.of("value_ints", numbers(7, 8)));
    check("[]", "Constant", Map.of("value_float", new Attribute.Real(1)));
    check("[2]", "Constant", Map.of("value_floats", new Attribute.Reals(List.of(1f, 2f))));
    check(
        "[2]",
        "Constant",
        tensor(new Tensor("", ElementType.FLOAT, new long[] {2}, TensorData.ofFloats(1, 2))));
    fails("Constant", Map.of("value_string", new Attribute.Text("x")));
    fails("Constant", NONE);
    check("[1025]", "Constant", tensor(Tensor.ofLongs("", new long[1025])));
  }

  @Test
  void normalisationsGiveStatisticsOfWhatTheyNormalise() {
    List<ShapedValue> outputs =
        evaluate("LayerNormalization", ints("axis", 1), 3, ofShape(2, 3, 4), ofShape(4));
    assertEquals("[[2, 3, 4], [2, 1, 1], [2, 1, 1]]", outputs.subList(0, 3).toString());
    outputs =
        evaluate("com.microsoft:SkipLayerNormalization", NONE, 4, ofShape(2, 3, 4), ofShape(2));
    assertEquals("[[2, 3, 4], [2, 3, 1], [2, 3, 1], [2, 3, 4]]", outputs.toString());
    assertThrows(SottoException.class, () -> evaluate("Relu6", NONE, 1, ofShape(1)));
    assertThrows(SottoException.class, () -> evaluate("Erf", NONE, 2, ofShape(1)));
  }

  @Test
  void quantisedOperatorsHaveTheShapesOfTheirNumbers() {
    List<ShapedValue> outputs = evaluate("DynamicQuantizeLinear", NONE, 3, ofShape(2, 3));
    assertEquals("[[2, 3], [], []]", outputs.toString());
    check("[2, 7]", "MatMulInteger", NONE, ofShape(2, 3), ofShape(3, 7));
    String dynamic = "com.microsoft:DynamicQuantizeMatMul";
    check("[5, 2, 7]", dynamic, NONE, ofShape(5, 2, 3), ofShape(3, 7), ofShape(7));
    fails(dynamic, NONE, ofShape(5, 2, 4), ofShape(3, 7), ofShape(7));
    check("[1, 8, 118]", "ConvInteger", NONE, ofShape(1, 4, 120), ofShape(8, 4, 3));
    Map<String, Attribute> bits = Map.of("K", new Attribute.Int(3), "N", new Attribute.Int(7));
    check("[5, 2, 7]", "com.microsoft:MatMulNBits", bits, ofShape(5, 2, 3), ofShape(7, 1, 2));
    fails("com.microsoft:MatMulNBits", bits, ofShape(5, 2, 4), ofShape(7, 1, 2));
  }

  @Test
  void listsAreFoundInAttributesOfOlderOperatorSets() {
    check("[3]", "Squeeze", Map.of("axes", numbers(0)), ofShape(1, 3));
    check("[1, 3]", "Unsqueeze", Map.of("axes", numbers(0)), ofShape(3));
    check(
        "[2] = [1, 2]",
        "Slice",
        Map.of("starts", numbers(1), "ends", numbers(3)),
        list(0, 1, 2, 3));
    fails("Unsqueeze", NONE, ofShape(3));
    fails("Slice", NONE, list(1, 2));
    fails("Slice", Map.of("starts", numbers(1)), list(1, 2));
    fails("Slice", NONE, list(1, 2), scalar(0), list(1));
    fails("Slice", NONE, list(1, 2), list(0), list(1, 2));
    check("[2, 3]", "ReduceMean", ints("noop_with_empty_axes", 1), ofShape(2, 3));
  }

  @Test
  void whatIsNotKnownBeforeARunIsSaid() {
    SottoException e =
        assertThrows(SottoException.class, () -> infer("Expand", NONE, scalar(1), ofShape(2)));
    assertEquals(
        "m.onnx: node Expand 'n' makes a shape of 'i1', whose elements are not known before the"
            + " model runs",
        e.getMessage());
    e = assertThrows(SottoException.class, () -> infer("Add", NONE, ofShape(2, 3), ofShape(4)));
    assertEquals(
        "m.onnx: node Add 'n' cannot run on inputs [[2, 3], [4]]: sizes 3 and 4 do not broadcast",
        e.getMessage());
    e = assertThrows(SottoException.class, () -> infer("MatMul", NONE, ofShape(2, 3)));
    assertEquals("m.onnx: node MatMul 'n' lacks input 1", e.getMessage());
  }

  private static void check(
      String expected, String operator, Map<String, Attribute> attributes, ShapedValue... inputs) {
    assertEquals(expected, infer(operator, attributes, inputs).toString());
  }

  private static void fails(
      String operator, Map<String, Attribute> attributes, ShapedValue... inputs) {
    SottoException e =
        assertThrows(SottoException.class, () -> infer(operator, attributes, inputs));
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(
        true,
        e.getMessage().startsWith("m.onnx: node " + operator.replaceFirst(".*:", "")),
        e::getMessage);
  }

  private static ShapedValue infer(
      String operator, Map<String, Attribute> attributes, ShapedValue... inputs) {
    return evaluate(operator, attributes, 1, inputs).get(0);
  }

  /**
   * All that an operator, of another domain where it names one, gives for {@code count} outputs.
   */
  private static List<ShapedValue> evaluate(
      String operator, Map<String, Attribute> attributes, int count, ShapedValue... inputs) {
    Graph graph = new Graph("g", null);
    Map<String, ShapedValue> given = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (ShapedValue input : inputs) {
      String name = "i" + names.size();
      names.add(name);
      given.put(name, input);
      graph.inputs().add(new ValueInfo(name, Optional.empty(), Optional.empty()));
    }
    List<String> outputs = IntStream.range(0, count).mapToObj(index -> "y" + index).toList();
    int colon = operator.indexOf(':');
    String domain = operator.substring(0, Math.max(0, colon));
    graph
        .nodes()
        .add(new Node("n", domain, operator.substring(colon + 1), names, outputs, attributes));
    graph.outputs().add(new ValueInfo("y0", Optional.empty(), Optional.empty()));
    ShapeInference.Walk walk = new ShapeInference(Path.of("m.onnx"), graph).walk(given);
    assertEquals(walk.nodes().get(0).outputs().get(0), walk.outputs().get("y0"));
    return walk.nodes().get(0).outputs();
  }

  private static Map<String, Attribute> ints(String key, long value) {
    return Map.of(key, new Attribute.Int(value));
  }

  private static Attribute numbers(int... values) {
    return new Attribute.Ints(java.util.Arrays.stream(values).mapToObj(Long::valueOf).toList());
  }

  private static Map<String, Attribute> tensor(Tensor value) {
    return Map.of("value", new Attribute.TensorValue(value));
  }

  private static Tensor flags() {
    byte[] bytes = {1, 0};
    return new Tensor(
        "", ElementType.BOOL, new long[] {2}, TensorData.of(java.nio.ByteBuffer.wrap(bytes)));
  }
}
