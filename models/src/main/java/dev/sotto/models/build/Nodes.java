package dev.sotto.models.build;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Attribute.Int;
import dev.sotto.models.graph.Attribute.Ints;
import dev.sotto.models.graph.Attribute.Real;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds nodes to a graph. Each method returns the name of the value that it computes, which is the
 * name of the node with a slash before it, as exporters write them.
 */
final class Nodes {
  private static final float NORM_EPSILON = 1e-5f;

  private final Graph graph;
  private final Graph owner;
  private final Map<String, Integer> uses = new LinkedHashMap<>();

  /**
   * @param graph gets the nodes
   * @param owner gets the weights: the outermost graph
   */
  Nodes(Graph graph, Graph owner) {
    this.graph = graph;
    this.owner = owner;
  }

  String node(String name, String type, Map<String, Attribute> attributes, String... inputs) {
    String unique = unique(name + "/" + type);
    String output = unique + "_output_0";
    graph.nodes().add(new Node(unique, "", type, List.of(inputs), List.of(output), attributes));
    return output;
  }

  String node(String name, String type, String... inputs) {
    return node(name, type, Map.of(), inputs);
  }

  private String unique(String name) {
    int before = uses.merge(name, 1, Integer::sum) - 1;
    return "/" + name + (before == 0 ? "" : "_" + before);
  }

  /** A constant of whole numbers, in the graph itself. */
  String integers(String name, long... values) {
    return constant(
        name, new long[] {values.length}, TensorData.ofLongs(values), ElementType.INT64);
  }

  /** A whole number without axes. */
  String integer(String name, long value) {
    return constant(name, new long[0], TensorData.ofLongs(value), ElementType.INT64);
  }

  /** A real number without axes. */
  String real(String name, float value) {
    return constant(name, new long[0], TensorData.ofFloats(value), ElementType.FLOAT);
  }

  private String constant(String name, long[] shape, TensorData data, ElementType type) {
    return node(
        name,
        "Constant",
        Map.of("value", new Attribute.TensorValue(new Tensor("", type, shape, data))));
  }

  /** Makes {@code tensor} a weight of the model under the given name, once. */
  String weight(String name, Tensor tensor) {
    if (owner.initializer(name).isEmpty()) {
      owner.putInitializer(tensor.withName(name));
    }
    return name;
  }

  /** {@code x W^T + b}; the weight [out, in] is stored as [in, out]. */
  String linear(String name, String x, BuildWeights weights, String role) {
    String matrix = weight(role + ".weight_in_out", weights.transposed(role + ".weight"));
    String product = node(name, "MatMul", x, matrix);
    if (!weights.has(role + ".bias")) {
      return product;
    }
    return node(name, "Add", weight(role + ".bias", weights.get(role + ".bias")), product);
  }

  String layerNorm(String name, String x, BuildWeights weights, String role) {
    return node(
        name,
        "LayerNormalization",
        Map.of("axis", new Int(-1), "epsilon", new Real(NORM_EPSILON)),
        x,
        weight(role + ".weight", weights.get(role + ".weight")),
        weight(role + ".bias", weights.get(role + ".bias")));
  }

  /** {@code x * (1 + erf(x / sqrt 2)) / 2}, as the exporter writes it before opset 20. */
  String gelu(String name, String x) {
    String erf = node(name, "Erf", node(name, "Div", x, real(name, (float) Math.sqrt(2))));
    String sum = node(name, "Add", erf, real(name, 1));
    return node(name, "Mul", node(name, "Mul", x, sum), real(name, 0.5f));
  }

  String transpose(String name, String x, Long... order) {
    return node(name, "Transpose", Map.of("perm", new Ints(List.of(order))), x);
  }

  /** A constant without elements, under the name {@code output}. */
  static Node emptyConstant(String output, long... shape) {
    Tensor empty = new Tensor("", ElementType.FLOAT, shape, TensorData.ofFloats());
    return new Node(
        "",
        "",
        "Constant",
        List.of(),
        List.of(output),
        Map.of("value", new Attribute.TensorValue(empty)));
  }

  /** Gives {@code value} the name {@code output}, so that the graph can declare it. */
  void output(String value, String output) {
    graph.nodes().add(new Node("", "", "Identity", List.of(value), List.of(output), Map.of()));
  }
}
