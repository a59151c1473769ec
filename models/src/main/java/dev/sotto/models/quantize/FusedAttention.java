package dev.sotto.models.quantize;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An attention without a cache or a mask as one operator, {@code
 * com.microsoft::MultiHeadAttention}, which never holds the scores of all positions: those of
 * Whisper's encoder, 1,500 by 1,500 for each head, are most of the memory that it runs in.
 */
public final class FusedAttention {
  private static final String TYPE = "MultiHeadAttention";
  private static final String HEADS = "num_heads";
  private static final String SCALE = "scale";

  /** Queries, keys and values; others are biases, masks and caches. */
  private static final int INPUTS = 3;

  private FusedAttention() {}

  /**
   * The operator.
   *
   * @param queries {@code [B, T, D]}, as keys and values {@code [B, S, D]} with heads side by side
   * @param scale of the scores
   */
  public static Node node(
      String name,
      int heads,
      float scale,
      String queries,
      String keys,
      String values,
      String output) {
    return new Node(
        name,
        Node.CONTRIBUTED,
        TYPE,
        List.of(queries, keys, values),
        List.of(output),
        Map.of(HEADS, new Attribute.Int(heads), SCALE, new Attribute.Real(scale)));
  }

  /** Has a graph and those within spell such attentions out, as exporters do. */
  static void spellOut(Graph graph) {
    for (Node node : List.copyOf(graph.nodes())) {
      if (isKnown(node)) {
        spellOut(graph, node);
      }
      node.subgraphs().values().forEach(FusedAttention::spellOut);
    }
  }

  private static boolean isKnown(Node node) {
    return node.isContributed(TYPE)
        && node.inputs().size() == INPUTS
        && node.inputs().stream().noneMatch(String::isEmpty)
        && node.outputs().size() == 1
        && node.intAttribute(HEADS, 0) > 0
        && node.intAttribute("unidirectional", 0) == 0
        && node.attributes().get(SCALE) instanceof Attribute.Real scale
        && scale.value() != 0;
  }

  private static void spellOut(Graph graph, Node fused) {
    String base = fused.output();
    float scale = ((Attribute.Real) fused.attributes().get(SCALE)).value();
    Tensor apart = Tensor.ofLongs(base + ".apart", 0, 0, fused.intAttribute(HEADS, 0), -1);
    Tensor together = Tensor.ofLongs(base + ".together", 0, 0, -1);
    Tensor factor =
        new Tensor(base + ".scale", ElementType.FLOAT, new long[0], TensorData.ofFloats(scale));
    List.of(apart, together, factor).forEach(graph::putInitializer);
    List<Node> nodes = new ArrayList<>();
    String queries = heads(nodes, fused.input(0), apart, base + ".queries", 0, 2, 1, 3);
    String keys = heads(nodes, fused.input(1), apart, base + ".keys", 0, 2, 3, 1);
    String values = heads(nodes, fused.input(2), apart, base + ".values", 0, 2, 1, 3);
    nodes.add(node("MatMul", List.of(queries, keys), base + ".products", Map.of()));
    nodes.add(node("Mul", List.of(base + ".products", factor.name()), base + ".scores", Map.of()));
    nodes.add(
        node(
            "Softmax",
            List.of(base + ".scores"),
            base + ".shares",
            Map.of("axis", new Attribute.Int(-1))));
    nodes.add(node("MatMul", List.of(base + ".shares", values), base + ".context", Map.of()));
    nodes.add(turned(base + ".context", base + ".turned", 0, 2, 1, 3));
    nodes.add(node("Reshape", List.of(base + ".turned", together.name()), base, Map.of()));
    int at = graph.nodes().indexOf(fused);
    graph.nodes().remove(at);
    graph.nodes().addAll(at, nodes);
  }

  private static String heads(
      List<Node> nodes, String from, Tensor shape, String to, long... permutation) {
    nodes.add(node("Reshape", List.of(from, shape.name()), to + ".apart", Map.of()));
    nodes.add(turned(to + ".apart", to, permutation));
    return to;
  }

  private static Node turned(String from, String to, long... permutation) {
    List<Long> order = new ArrayList<>();
    for (long axis : permutation) {
      order.add(axis);
    }
    return node("Transpose", List.of(from), to, Map.of("perm", new Attribute.Ints(order)));
  }

  private static Node node(
      String type, List<String> inputs, String output, Map<String, Attribute> attributes) {
    return new Node("", "", type, inputs, List.of(output), attributes);
  }
}
