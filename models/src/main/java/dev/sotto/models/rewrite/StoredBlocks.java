package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A matrix in blocks, once for products and for gathering.
 *
 * @param matrix the tensors with the names that they have in the file
 */
record StoredBlocks(QuantizedMatrix matrix, GraphEditor editor) implements StoredWeight {
  static final String MATMUL = "MatMulNBits";
  static final String GATHER = "GatherBlockQuantized";
  static final String ACCURACY = "accuracy_level";

  /** Has products computed on floats. */
  static final long FLOATS = 1;

  /** Has them computed on integers of 8 bits, which is what makes them fast. */
  private static final long INTEGERS = 4;

  /**
   * Stores a matrix.
   *
   * @param like whose declarations are followed
   */
  static StoredBlocks store(
      QuantizedMatrix matrix, String role, Graph owner, String like, GraphEditor editor) {
    Tensor levels = editor.add(owner, role + ".levels", matrix.levels(), like);
    Tensor scales = editor.add(owner, role + ".scales", matrix.scales(), like);
    Optional<Tensor> zeroPoints =
        matrix.zeroPoints().map(points -> editor.add(owner, role + ".zero_points", points, like));
    return new StoredBlocks(
        new QuantizedMatrix(matrix.format(), matrix.columns(), levels, scales, zeroPoints), editor);
  }

  @Override
  public void multiply(Graph graph, Node product) {
    List<String> inputs =
        new ArrayList<>(List.of(product.input(0), matrix.levels().name(), matrix.scales().name()));
    matrix.zeroPoints().ifPresent(points -> inputs.add(points.name()));
    Node packed =
        new Node(
            product.name(),
            Node.CONTRIBUTED,
            MATMUL,
            inputs,
            List.of(product.output()),
            Map.of(
                "K",
                new Attribute.Int(matrix.columns()),
                "N",
                new Attribute.Int(matrix.levels().shape()[0]),
                ACCURACY,
                new Attribute.Int(INTEGERS),
                "bits",
                new Attribute.Int(matrix.format().bits()),
                "block_size",
                new Attribute.Int(matrix.format().size())));
    graph.nodes().set(graph.nodes().indexOf(product), packed);
  }

  @Override
  public void gather(Graph graph, Node gather) {
    String like = gather.input(0);
    BlockFormat format = matrix.format();
    Tensor columnOfScales = Tensor.ofLongs(editor.fresh("scales_shape"), 0, 0, 1);
    Tensor rows = Tensor.ofLongs(editor.fresh("rows_shape"), 0, 0, matrix.columns());
    GraphEditor.store(graph, columnOfScales, like);
    GraphEditor.store(graph, rows, like);
    String scales = editor.fresh(gather.output() + "_scales");
    String blocks = editor.fresh(gather.output() + "_blocks");
    List<Node> nodes =
        List.of(
            reshape(matrix.scales().name(), columnOfScales.name(), scales),
            new Node(
                gather.name(),
                Node.CONTRIBUTED,
                GATHER,
                List.of(matrix.levels().name(), gather.input(1), scales),
                List.of(blocks),
                Map.of(
                    "bits", new Attribute.Int(format.bits()),
                    "block_size", new Attribute.Int(format.size()),
                    "gather_axis", new Attribute.Int(0),
                    "quantize_axis", new Attribute.Int(2))),
            reshape(blocks, rows.name(), gather.output()));
    int at = graph.nodes().indexOf(gather);
    graph.nodes().remove(at);
    graph.nodes().addAll(at, nodes);
  }

  private static Node reshape(String from, String shape, String to) {
    return new Node(to, "", "Reshape", List.of(from, shape), List.of(to), Map.of());
  }
}
