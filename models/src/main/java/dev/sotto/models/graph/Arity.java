package dev.sotto.models.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many inputs and outputs an operator has, over all versions of the ONNX specification. Rules
 * speak of "the second input" of an operator that they match; this is what lets them.
 *
 * @param least inputs that no node can do without
 * @param most inputs, with those that may be left out
 * @param outputs at most; the first is always there
 */
record Arity(int least, int most, int outputs) {
  private static final int ANY = Integer.MAX_VALUE;

  private static final Map<String, Arity> ALL = all();

  /** Of an operator of ONNX's own that some rule matches; none for the others. */
  static Optional<Arity> of(Node node) {
    return node.domain().isEmpty() ? Optional.ofNullable(ALL.get(node.opType())) : Optional.empty();
  }

  /** What is wrong with the inputs and outputs of {@code node}, if anything is. */
  Optional<String> problem(Node node) {
    int inputs = node.inputs().size();
    if (inputs < least || inputs > most) {
      return Optional.of("expected " + inputs() + ", found " + inputs);
    }
    if (node.inputs().subList(0, least).contains("")) {
      return Optional.of("leaves out an input that it cannot do without");
    }
    if (node.outputs().size() > outputs || node.output().isEmpty()) {
      return Optional.of("expected at most " + outputs + " outputs, and the first of them named");
    }
    return Optional.empty();
  }

  private String inputs() {
    String range = most == ANY ? least + " inputs or more" : least + " to " + most + " inputs";
    return least == most ? least + (least == 1 ? " input" : " inputs") : range;
  }

  private static Map<String, Arity> all() {
    Map<String, Arity> all = new HashMap<>();
    put(all, new Arity(0, 0, 1), "Constant");
    put(
        all,
        new Arity(1, 1, 1),
        "Transpose Cast Identity Shape Size Neg Not IsNaN Erf Sqrt Softmax Relu Tanh"
            + " Sigmoid Gelu Flatten ConstantOfShape");
    put(
        all,
        new Arity(2, 2, 1),
        "Add Sub Mul Div Pow Equal Less LessOrEqual Greater GreaterOrEqual And Or"
            + " MatMul Gather GatherND Expand CastLike");
    put(all, new Arity(3, 3, 1), "Where Range ScatterND");
    put(all, new Arity(1, ANY, 1), "Concat Min Max");
    put(all, new Arity(1, 2, 1), "Reshape Squeeze Unsqueeze ReduceMean Trilu");
    put(all, new Arity(2, 3, 1), "Conv Gemm Tile");
    put(all, new Arity(1, 5, 1), "Slice");
    put(all, new Arity(2, 3, 3), "LayerNormalization");
    put(all, new Arity(1, 3, 2), "Dropout");
    put(all, new Arity(2, 3, 1), "DequantizeLinear QuantizeLinear");
    put(all, new Arity(2, 4, 1), "MatMulInteger ConvInteger");
    put(all, new Arity(1, 1, 3), "DynamicQuantizeLinear");
    put(all, new Arity(1, 1, ANY), "If");
    return Map.copyOf(all);
  }

  private static void put(Map<String, Arity> all, Arity arity, String operators) {
    List.of(operators.split(" ", -1)).forEach(operator -> all.put(operator, arity));
  }
}
