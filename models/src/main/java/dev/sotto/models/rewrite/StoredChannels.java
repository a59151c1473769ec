package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.ChannelMatrix;
import java.util.List;
import java.util.Map;

/**
 * A matrix with a scale for each output.
 *
 * @param levels the name that they have in the file
 * @param scales as well
 */
record StoredChannels(String levels, String scales) implements StoredWeight {
  static final String MATMUL = "DynamicQuantizeMatMul";

  /**
   * Stores a matrix.
   *
   * @param like whose declarations are followed
   */
  static StoredChannels store(
      ChannelMatrix matrix, String role, Graph owner, String like, GraphEditor editor) {
    Tensor levels = editor.add(owner, role + ".levels", matrix.levels(), like);
    Tensor scales = editor.add(owner, role + ".scales", matrix.scales(), like);
    return new StoredChannels(levels.name(), scales.name());
  }

  @Override
  public void multiply(Graph graph, Node product) {
    Node packed =
        new Node(
            product.name(),
            Node.CONTRIBUTED,
            MATMUL,
            List.of(product.input(0), levels, scales),
            List.of(product.output()),
            Map.of());
    graph.nodes().set(graph.nodes().indexOf(product), packed);
  }

  @Override
  public void gather(Graph graph, Node gather) {
    throw new IllegalArgumentException("no operator gathers from " + levels);
  }
}
