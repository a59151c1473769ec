package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Has products with weights of few bits computed on floats, where ONNX Runtime rounds what is
 * multiplied by them to 8 bits otherwise:
 *
 * <pre>
 *   MatMulNBits(x, levels, scales)            at another level of accuracy
 *   DynamicQuantizeMatMul(x, levels, scales)  becomes  MatMul(x, Mul(Cast(levels), scales))
 * </pre>
 */
public final class PreciseProducts {
  private PreciseProducts() {}

  /** Changes a graph and those within. */
  public static void compute(Graph graph) {
    for (Node node : List.copyOf(graph.nodes())) {
      if (node.isContributed(StoredBlocks.MATMUL)) {
        node.setAttribute(StoredBlocks.ACCURACY, new Attribute.Int(StoredBlocks.FLOATS));
      } else if (node.isContributed(StoredChannels.MATMUL) && node.inputs().size() == 3) {
        int at = graph.nodes().indexOf(node);
        graph.nodes().remove(at);
        graph.nodes().addAll(at, onFloats(node));
      }
      node.subgraphs().values().forEach(PreciseProducts::compute);
    }
  }

  private static List<Node> onFloats(Node product) {
    String wide = product.output() + ".levels";
    String numbers = product.output() + ".numbers";
    List<Node> nodes = new ArrayList<>();
    nodes.add(
        new Node(
            "",
            "",
            "Cast",
            List.of(product.input(1)),
            List.of(wide),
            Map.of("to", new Attribute.Int(ElementType.FLOAT.onnxNumber()))));
    nodes.add(node("", "Mul", List.of(wide, product.input(2)), numbers));
    nodes.add(node(product.name(), "MatMul", List.of(product.input(0), numbers), product.output()));
    return nodes;
  }

  private static Node node(String name, String type, List<String> inputs, String output) {
    return new Node(name, "", type, inputs, List.of(output), Map.of());
  }
}
