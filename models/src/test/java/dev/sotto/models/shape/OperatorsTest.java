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

  private static void check(
      String expected, String operator, Map<String, Attribute> attributes, ShapedValue... inputs) {
    assertEquals(expected, infer(operator, attributes, inputs).toString());
  }

  private static void fails(
      String operator, Map<String, Attribute> attributes, ShapedValue... inputs) {
    SottoException e =
        assertThrows(SottoException.class, () -> infer(operator, attributes, inputs));
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(true, e.getMessage().startsWith("m.onnx: node " + operator), e::getMessage);
  }

  private static ShapedValue infer(
      String operator, Map<String, Attribute> attributes, ShapedValue... inputs) {
    Graph graph = new Graph("g", null);
    Map<String, ShapedValue> given = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (ShapedValue input : inputs) {
      String name = "i" + names.size();
      names.add(name);
      given.put(name, input);
      graph.inputs().add(new ValueInfo(name, Optional.empty(), Optional.empty()));
    }
    graph.nodes().add(new Node("n", "", operator, names, List.of("y"), attributes));
    graph.outputs().add(new ValueInfo("y", Optional.empty(), Optional.empty()));
    return new ShapeInference(Path.of("m.onnx"), graph).walk(given).outputs().get("y");
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
