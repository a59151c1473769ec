package dev.sotto.models.quantize;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Sweep;
import dev.sotto.models.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Has a graph that computes on packed weights look like the graph of floats that it stands for, so
 * that layouts recognise it and its weights are numbers again, with {@link PackedData} for their
 * elements:
 *
 * <pre>
 *   MatMulNBits(x, levels, scales)                    is  MatMul(x, Transpose(W [out, in]))
 *   DynamicQuantizeMatMul(x, levels, scales)          is  the same
 *   Reshape(GatherBlockQuantized(levels, ids, scales)) is  Gather(W, ids)
 *   Cast(float16 weight)                              is  the weight
 *   Cast(int8 levels) * scales                        is  the weight
 *   MultiHeadAttention(q, k, v)                       is  its products and its Softmax
 * </pre>
 *
 * <p>What is stored in other ways stays as it is, for the layout to say that it does not know it.
 */
public final class Unpacking {
  /** What the numbers of a stored tensor are called behind its name. */
  private static final String NUMBERS = ".numbers";

  private final Scope scope;
  private final Graph graph;

  private Unpacking(Scope scope) {
    this.scope = scope;
    this.graph = scope.graph();
  }

  /** Whether a graph keeps weights as small blocks that operators scale. */
  public static boolean isBlockOperator(Node node) {
    return isMatMul(node) || isGather(node);
  }

  private static boolean isMatMul(Node node) {
    return node.isContributed("MatMulNBits");
  }

  private static boolean isGather(Node node) {
    return node.isContributed("GatherBlockQuantized");
  }

  private static boolean isDynamic(Node node) {
    return node.isContributed("DynamicQuantizeMatMul");
  }

  /** Changes a file's graph and those within. */
  public static void unpack(Graph root) {
    Sweep sweep = new Sweep(root);
    FusedAttention.spellOut(root);
    unpack(Scope.of(root));
    sweep.rest();
  }

  private static void unpack(Scope scope) {
    new Unpacking(scope).unpack();
    scope.branches().values().forEach(Unpacking::unpack);
  }

  private void unpack() {
    // Scales of others may be cast, so these come first.
    for (Node node : List.copyOf(graph.nodes())) {
      if (node.is("Cast") && node.intAttribute("to", 0) == ElementType.FLOAT.onnxNumber()) {
        graph
            .visibleInitializer(node.input(0))
            .filter(tensor -> tensor.type() == ElementType.FLOAT16)
            .ifPresent(half -> widen(node, half));
        graph
            .visibleInitializer(node.input(0))
            .filter(tensor -> tensor.type() == ElementType.INT8)
            .ifPresent(levels -> rows(node, levels));
      }
    }
    for (Node node : List.copyOf(graph.nodes())) {
      if (isMatMul(node)) {
        matrix(node, number(node, "K", 0), 1, 2, 3)
            .ifPresent(packed -> multiply(node, numbers(packed.levels(), packed::numbers), 5));
      } else if (isDynamic(node)) {
        channels(node)
            .ifPresent(packed -> multiply(node, numbers(packed.levels(), packed::numbers), 4));
      } else if (isGather(node)) {
        gather(node);
      }
    }
  }

  private void widen(Node cast, Tensor half) {
    Graph owner = graph.ownerOf(half.name()).orElseThrow();
    String name = half.name() + NUMBERS;
    if (owner.initializer(name).isEmpty()) {
      owner.putInitializer(new HalfNumbers(half).numbers(name));
    }
    graph.nodes().remove(cast);
    redirect(graph, cast.output(), name);
  }

  private void rows(Node cast, Tensor levels) {
    List<Node> readers =
        scope.uses(cast.output()).stream().map(Scope.Use::node).distinct().toList();
    if (readers.size() != 1
        || !readers.get(0).is("Mul")
        || !readers.get(0).input(0).equals(cast.output())) {
      return;
    }
    Node product = readers.get(0);
    graph
        .visibleInitializer(product.input(1))
        .map(scales -> new RowLevels(levels, scales))
        .filter(RowLevels::fits)
        .ifPresent(
            rows -> {
              Tensor numbers = numbers(levels, rows::numbers);
              graph.nodes().removeAll(List.of(cast, product));
              redirect(graph, product.output(), numbers.name());
            });
  }

  private static void redirect(Graph graph, String from, String to) {
    for (Node node : graph.nodes()) {
      for (int input = 0; input < node.inputs().size(); input++) {
        if (node.input(input).equals(from)) {
          node.setInput(input, to);
        }
      }
      node.subgraphs().values().forEach(inner -> redirect(inner, from, to));
    }
  }

  private void replace(Node old, List<Node> with) {
    int at = graph.nodes().indexOf(old);
    graph.nodes().remove(at);
    graph.nodes().addAll(at, with);
  }

  /** What a node multiplies by or gathers from, if it is stored as it is known here. */
  private Optional<QuantizedMatrix> matrix(
      Node node, int columns, int levels, int scales, int zeroPoints) {
    Optional<Tensor> codes =
        constant(node, levels)
            .filter(tensor -> tensor.type() == ElementType.UINT8 && tensor.rank() == 3);
    Optional<Tensor> steps = constant(node, scales).filter(Unpacking::isFloating);
    Optional<Tensor> zeros = constant(node, zeroPoints);
    int bits = number(node, "bits", 4);
    int size = number(node, "block_size", 0);
    boolean known =
        codes.isPresent()
            && steps.isPresent()
            && (bits == 4 || bits == 8)
            && BlockFormat.SIZES.contains(size)
            && (node.input(zeroPoints).isEmpty()
                || zeros.filter(tensor -> tensor.type() == ElementType.UINT8).isPresent())
            && node.input(4).isEmpty()
            && number(node, "N", codes.get().shape()[0]) == codes.get().shape()[0];
    if (!known) {
      return Optional.empty();
    }
    BlockFormat format = new BlockFormat(bits, size, zeros.isPresent());
    return Optional.of(new QuantizedMatrix(format, columns, codes.get(), steps.get(), zeros))
        .filter(QuantizedMatrix::fits);
  }

  /**
   * A constant, which may be given another shape on the way: scales that two operators read are.
   */
  private Optional<Tensor> constant(Node node, int input) {
    String value = node.input(input);
    return graph
        .visibleInitializer(value)
        .or(
            () ->
                scope
                    .producer(value, "Reshape")
                    .flatMap(reshape -> graph.visibleInitializer(reshape.input(0))));
  }

  /** An attribute; 0, which none may be, if it is of no number that a size can be. */
  private static int number(Node node, String attribute, long otherwise) {
    long stated = node.intAttribute(attribute, otherwise);
    return stated >= 0 && stated <= Integer.MAX_VALUE ? (int) stated : 0;
  }

  private static boolean isFloating(Tensor tensor) {
    return tensor.type() == ElementType.FLOAT || tensor.type() == ElementType.FLOAT16;
  }

  /** What a node multiplies by, if all its levels are as they are known here. */
  private Optional<ChannelMatrix> channels(Node node) {
    Optional<Tensor> levels = graph.visibleInitializer(node.input(1));
    Optional<Tensor> scales = graph.visibleInitializer(node.input(2));
    return levels.isEmpty() || scales.isEmpty() || !node.input(3).isEmpty()
        ? Optional.empty()
        : Optional.of(new ChannelMatrix(levels.get(), scales.get())).filter(ChannelMatrix::fits);
  }

  /**
   * @param bias which input is one, if it is given
   */
  private void multiply(Node node, Tensor numbers, int bias) {
    String turned = node.output() + ".turned";
    boolean biased = !node.input(bias).isEmpty();
    String product = biased ? node.output() + ".product" : node.output();
    List<Node> nodes = new ArrayList<>();
    nodes.add(
        new Node(
            "",
            "",
            "Transpose",
            List.of(numbers.name()),
            List.of(turned),
            Map.of("perm", new Attribute.Ints(List.of(1L, 0L)))));
    nodes.add(node(node.name(), "MatMul", List.of(node.input(0), turned), product));
    if (biased) {
      nodes.add(node("", "Add", List.of(product, node.input(bias)), node.output()));
    }
    replace(node, nodes);
  }

  private void gather(Node node) {
    List<Node> readers =
        scope.uses(node.output()).stream().map(Scope.Use::node).distinct().toList();
    boolean reshaped = readers.size() == 1 && readers.get(0).is("Reshape");
    Optional<Tensor> levels = constant(node, 0).filter(tensor -> tensor.rank() == 3 && reshaped);
    int bits = number(node, "bits", 4);
    if (levels.isEmpty()
        || bits == 0
        || node.intAttribute("gather_axis", 0) != 0
        || node.intAttribute("quantize_axis", 1) != 2) {
      return;
    }
    long columns = levels.get().shape()[1] * levels.get().shape()[2] * Byte.SIZE / bits;
    if (!isRow(readers.get(0), columns)) {
      return;
    }
    matrix(node, (int) columns, 0, 2, 3)
        .ifPresent(
            packed -> {
              Node reshape = readers.get(0);
              Tensor numbers = numbers(packed.levels(), packed::numbers);
              Node gather =
                  node(
                      node.name(),
                      "Gather",
                      List.of(numbers.name(), node.input(1)),
                      reshape.output());
              replace(node, List.of(gather));
              graph.nodes().remove(reshape);
              scope.producer(node.input(2), "Reshape").ifPresent(graph.nodes()::remove);
            });
  }

  /** Whether a node puts the blocks of each token into one row, and does nothing else. */
  private boolean isRow(Node reshape, long columns) {
    return columns <= Integer.MAX_VALUE
        && graph
            .visibleInitializer(reshape.input(1))
            .filter(shape -> shape.type() == ElementType.INT64 && shape.elements() == 3)
            .filter(shape -> Arrays.equals(shape.longs(), new long[] {0, 0, columns}))
            .isPresent();
  }

  private static Node node(String name, String type, List<String> inputs, String output) {
    return new Node(name, "", type, inputs, List.of(output), Map.of());
  }

  /** The numbers, once for all that read the same levels. */
  private Tensor numbers(Tensor levels, Function<String, Tensor> made) {
    Graph owner = graph.ownerOf(levels.name()).orElseThrow();
    Tensor numbers = made.apply(levels.name() + NUMBERS);
    if (owner.initializer(numbers.name()).isEmpty()) {
      owner.putInitializer(numbers);
    }
    return numbers;
  }
}
