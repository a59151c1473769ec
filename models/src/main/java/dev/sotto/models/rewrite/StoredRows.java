package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.ChannelMatrix;
import dev.sotto.models.quantize.HalfNumbers;
import dev.sotto.models.quantize.PackedData;
import dev.sotto.models.quantize.PackedNumbers;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.quantize.RowLevels;
import dev.sotto.models.weights.SlicedData;
import dev.sotto.models.whisper.Ranges;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes rows out of matrices as a file stores them. No number that stays is rounded anew: its
 * level, and the scale of its row or block, are what they were.
 *
 * <pre>
 *   blocks      levels [rows, blocks, bytes], scales and zero points of as many rows
 *   by channel  levels [columns, rows], scales [rows]
 *   by row      levels of the tensor's shape, scales [rows, 1]
 *   float16     the tensor
 * </pre>
 *
 * <p>Scales are found from the operators that read the levels, through what casts and reshapes
 * them.
 */
final class StoredRows {
  private static final String CAST = "Cast";
  private static final String RESHAPE = "Reshape";

  private final int rows;
  private final Readers readers;

  /** Which axis of a stored tensor runs over the rows. */
  private final Map<Place, Integer> axes = new LinkedHashMap<>();

  /** The role of what is stored in few bits, which nothing else may read. */
  private final Map<Place, String> packed = new LinkedHashMap<>();

  private final Set<Node> products = new LinkedHashSet<>();

  /** Readings of what is cut, and of what is computed from scales, that are as expected. */
  private final Set<Use> expected = new HashSet<>();

  /** A value and the graph that has it. */
  private record Place(Graph owner, String name) {}

  /**
   * @param root the graph of a file, as it is stored
   * @param rows how many there are
   */
  StoredRows(Graph root, int rows) {
    this.rows = rows;
    this.readers = new Readers(root);
  }

  /**
   * Adds a matrix.
   *
   * @param owner the graph, as it is stored, that has it
   * @param read as it was read
   * @param axis which runs over the rows
   * @throws SottoException if what reads it is not known
   */
  void add(String role, Graph owner, Tensor read, int axis) {
    if (read.data() instanceof PackedData numbers) {
      add(role, owner, numbers.stored(), axis);
    } else {
      axes.put(new Place(owner, read.name()), axis);
    }
  }

  private void add(String role, Graph owner, PackedNumbers stored, int axis) {
    if (stored instanceof QuantizedMatrix blocks) {
      cut(role, owner, blocks.levels(), 0).forEach(use -> blocks(role, use));
    } else if (stored instanceof ChannelMatrix channels) {
      cut(role, owner, channels.levels(), 1).forEach(use -> channels(role, use));
    } else if (stored instanceof RowLevels levels) {
      cut(role, owner, levels.levels(), axis).forEach(use -> levels(role, use, axis));
    } else if (stored instanceof HalfNumbers numbers) {
      // Who reads what the cast gives is known from the graph of floats.
      cut(role, owner, numbers.half(), axis).stream()
          .filter(use -> use.node().is(CAST))
          .forEach(expected::add);
    } else {
      throw new IllegalStateException("cannot cut " + stored.format().label());
    }
  }

  private void blocks(String role, Use use) {
    Node node = use.node();
    boolean product = node.isContributed(StoredBlocks.MATMUL) && use.input() == 1;
    if (product) {
      products.add(node);
    }
    if (product || (node.isContributed(StoredBlocks.GATHER) && use.input() == 0)) {
      expected.add(use);
      scales(role, new Use(use.graph(), node, 2), 0);
      scales(role, new Use(use.graph(), node, 3), 0);
    }
  }

  private void channels(String role, Use use) {
    if (use.node().isContributed(StoredChannels.MATMUL) && use.input() == 1) {
      expected.add(use);
      scales(role, new Use(use.graph(), use.node(), 2), 0);
    }
  }

  private void levels(String role, Use use, int axis) {
    if (!use.node().is(CAST)) {
      return;
    }
    expected.add(use);
    String cast = use.node().output();
    packed.put(new Place(use.graph(), cast), role);
    for (Use product : readers.of(use.graph(), cast)) {
      if (product.node().is("Mul") && product.input() == 0) {
        expected.add(product);
        scales(role, new Use(product.graph(), product.node(), 1), axis);
      }
    }
  }

  private Set<Use> cut(String role, Graph owner, Tensor tensor, int axis) {
    Place place = new Place(owner, tensor.name());
    axes.put(place, axis);
    packed.put(place, role);
    return readers.of(owner, tensor.name());
  }

  /**
   * Has scales leave with their rows.
   *
   * @param axis of the matrix; where it is another than the first, scales are those of no row
   */
  private void scales(String role, Use use, int axis) {
    if (use.input() >= use.node().inputs().size() || use.value().isEmpty()) {
      return;
    }
    expected.add(use);
    Optional<Graph> owner = use.graph().ownerOf(use.value());
    if (owner.isPresent()) {
      if (axis == 0) {
        axes.put(new Place(owner.get(), use.value()), 0);
        packed.put(new Place(owner.get(), use.value()), role);
      }
      return;
    }
    for (Graph graph = use.graph(); graph != null; graph = graph.parent().orElse(null)) {
      for (Node node : graph.nodes()) {
        if (node.outputs().contains(use.value()) && passesRows(graph, node)) {
          packed.put(new Place(graph, use.value()), role);
          scales(role, new Use(graph, node, 0), axis);
          return;
        }
      }
    }
    throw unknown(role, use.node());
  }

  /** Whether a node gives as many rows as it is given. */
  private boolean passesRows(Graph graph, Node node) {
    return node.is(CAST)
        || (node.is(RESHAPE)
            && graph
                .visibleInitializer(node.input(1))
                .flatMap(Tensor::wholeNumbers)
                .filter(shape -> shape.length > 0 && shape[0] <= 0)
                .isPresent());
  }

  /**
   * Checks that nothing else reads what is cut: it would find another row there.
   *
   * @throws SottoException if something does
   */
  void check() {
    packed.forEach(
        (place, role) -> {
          for (Use use : readers.of(place.owner(), place.name())) {
            if (!expected.contains(use)) {
              throw unknown(role, use.node());
            }
          }
          checkNoOutput(role, place.owner(), place.name());
        });
  }

  /**
   * Checks that a graph does not give a value.
   *
   * @throws SottoException if it does
   */
  static void checkNoOutput(String role, Graph graph, String value) {
    if (graph.outputs().stream().anyMatch(output -> output.name().equals(value))) {
      throw SottoException.badInput(role, "is given by its graph, and no token can leave it");
    }
  }

  static SottoException unknown(String role, Node node) {
    return SottoException.badInput(
        role,
        "is stored in a way of which no token can leave: %s reads it".formatted(node.label()));
  }

  /** Has the graphs hold {@code kept} alone, and the products give as many outputs. */
  void keep(Ranges kept) {
    axes.forEach(
        (place, axis) -> {
          Tensor tensor = place.owner().initializer(place.name()).orElseThrow();
          GraphEditor.put(place.owner(), cut(tensor, axis, kept));
        });
    products.forEach(product -> product.setAttribute("N", new Attribute.Int(kept.size())));
  }

  private Tensor cut(Tensor tensor, int axis, Ranges kept) {
    long[] shape = tensor.shape();
    if (shape[axis] == rows) {
      return SlicedData.slice(tensor, axis, kept);
    }
    // Scales of others may lie in one axis, those of a row one after the other.
    long each = tensor.elements() / rows;
    Tensor table = tensor.withData(new long[] {rows, each}, tensor.data());
    return tensor.withData(
        new long[] {kept.size() * each}, SlicedData.slice(table, 0, kept).data());
  }
}
