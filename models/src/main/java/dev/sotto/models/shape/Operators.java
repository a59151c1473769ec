package dev.sotto.models.shape;

import dev.sotto.models.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The operators whose shapes are known here, by name; those of other domains with their domain. */
final class Operators {
  private static final Map<String, Operator> ALL = all();

  private Operators() {}

  static Optional<Operator> of(Node node) {
    return Optional.ofNullable(ALL.get(fullName(node)));
  }

  /** The operator with its domain, where that is not ONNX's own. */
  static String fullName(Node node) {
    return node.domain().isEmpty() ? node.opType() : node.domain() + ":" + node.opType();
  }

  private static Map<String, Operator> all() {
    Map<String, Operator> all = new HashMap<>();
    arithmetic(all);
    logic(all);
    activations(all);
    rearrangements(all);
    products(all);
    return Map.copyOf(all);
  }

  private static void arithmetic(Map<String, Operator> all) {
    all.put("Add", Elementwise.of(Long::sum));
    all.put("Sub", Elementwise.of((left, right) -> left - right));
    all.put("Mul", Elementwise.of((left, right) -> left * right));
    all.put("Div", Elementwise.of((left, right) -> left / right));
    all.put("Min", Elementwise.of(Math::min));
    all.put("Max", Elementwise.of(Math::max));
    all.put("Pow", new Elementwise(Optional.empty()));
    all.put("Neg", SameShape.of(value -> -value));
    all.put("Identity", SameShape.of(value -> value));
    all.put("Cast", new Cast());
    all.put("CastLike", SameShape.unknown());
  }

  private static void logic(Map<String, Operator> all) {
    all.put("Equal", Elementwise.test((left, right) -> left == right));
    all.put("Less", Elementwise.test((left, right) -> left < right));
    all.put("LessOrEqual", Elementwise.test((left, right) -> left <= right));
    all.put("Greater", Elementwise.test((left, right) -> left > right));
    all.put("GreaterOrEqual", Elementwise.test((left, right) -> left >= right));
    all.put("And", Elementwise.of((left, right) -> left & right));
    all.put("Or", Elementwise.of((left, right) -> left | right));
    all.put("Not", SameShape.of(value -> 1 - value));
    all.put("IsNaN", SameShape.unknown());
    all.put("Where", new Where());
  }

  private static void activations(Map<String, Operator> all) {
    String sameShape =
        """
        Erf Sqrt Gelu Softmax Trilu ScatterND DequantizeLinear QuantizeLinear
        com.microsoft:BiasGelu com.microsoft:Gelu
        """;
    for (String name : sameShape.strip().split("\\s+", -1)) {
      all.put(name, SameShape.unknown());
    }
    all.put("LayerNormalization", new Normalization());
    all.put("com.microsoft:SkipLayerNormalization", new Normalization());
    all.put("ReduceMean", new Reduction());
  }

  private static void rearrangements(Map<String, Operator> all) {
    all.put("Constant", Constants::constant);
    all.put("ConstantOfShape", Constants::constantOfShape);
    all.put("Range", Constants::range);
    all.put("Shape", ShapeOf::shape);
    all.put("Size", ShapeOf::size);
    all.put("Reshape", new Reshape());
    all.put("Squeeze", Axes::squeeze);
    all.put("Unsqueeze", Axes::unsqueeze);
    all.put("Flatten", Axes::flatten);
    all.put("Transpose", new Transpose());
    all.put("Concat", new Concat());
    all.put("Slice", new Slice());
    all.put("Split", new Split());
    all.put("Gather", Gather::gather);
    all.put("GatherND", Gather::gatherNd);
    all.put("Expand", Repetition::expand);
    all.put("Tile", Repetition::tile);
  }

  private static void products(Map<String, Operator> all) {
    all.put("MatMul", Products::matMul);
    all.put("MatMulInteger", Products::matMul);
    all.put("Gemm", Products::gemm);
    all.put("Conv", new Convolution());
    all.put("ConvInteger", new Convolution());
    all.put("com.microsoft:DynamicQuantizeMatMul", Products::matMul);
    all.put("com.microsoft:MatMulNBits", Products::matMulNBits);
    all.put("com.microsoft:GatherBlockQuantized", Gather::gatherBlocks);
    all.put("DynamicQuantizeLinear", Products::dynamicQuantize);
  }
}
