package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Sweep;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Has graphs compute on weights of few bits:
 *
 * <pre>
 *   MatMul(x, W [in, out])                  becomes  MatMulNBits(x, levels, scales)
 *   MatMul(x, Transpose(W [out, in]))       becomes  the same
 *   Gather(W [rows, columns], ids)          becomes  Reshape(GatherBlockQuantized(levels, ids, scales))
 *   whatever else reads W                   reads    Cast(float16 W)
 * </pre>
 *
 * <p>A matrix that is gathered from and multiplied by, as a tied embedding is, is stored once:
 * three-dimensional levels, {@code [rows, blocks, bytes]}, are read by both operators without a
 * copy, the gathering along axis 2.
 */
public final class Quantizing {
  private static final String DOMAIN = "com.microsoft";

  private static final String MATMUL = "MatMulNBits";
  private static final String ACCURACY = "accuracy_level";

  /** Has products computed on floats. */
  private static final long FLOATS = 1;

  /** Has them computed on integers of 8 bits, which is what makes them fast. */
  private static final long INTEGERS = 4;

  private final GraphEditor.PerGraph editors;
  private final BiFunction<String, BlockFormat, QuantizedMatrix> rounding;
  private final Map<Graph, Map<String, QuantizedMatrix>> stored = new HashMap<>();
  private final Set<Node> done = new HashSet<>();

  /** A stored tensor. */
  private record Place(Graph owner, String name) {}

  private Quantizing(
      GraphEditor.PerGraph editors, BiFunction<String, BlockFormat, QuantizedMatrix> rounding) {
    this.editors = editors;
    this.rounding = rounding;
  }

  /**
   * Changes the graphs of {@code model}, whose weights are not to be asked for afterwards.
   *
   * @param formats by role
   * @param rounding gives the blocks of a role
   */
  public static void quantize(
      WhisperModel model,
      Map<String, NumberFormat> formats,
      BiFunction<String, BlockFormat, QuantizedMatrix> rounding,
      GraphEditor.PerGraph editors) {
    List<Sweep> sweeps =
        model.files().values().stream().map(OnnxModel::graph).map(Sweep::new).toList();
    Quantizing quantizing = new Quantizing(editors, rounding);
    formats.forEach(
        (role, format) -> format.check(role, model.weight(role).orElseThrow().logical()));
    Map<Place, Tensor> halves = new LinkedHashMap<>();
    formats.forEach(
        (role, format) -> {
          LogicalWeight weight = model.weight(role).orElseThrow();
          if (format instanceof BlockFormat blocks) {
            quantizing.blocks(weight, blocks);
          } else {
            weight
                .sites()
                .forEach(
                    site -> halves.put(new Place(site.owner(), site.use().value()), site.tensor()));
          }
        });
    halves.forEach(quantizing::half); // Last, as these take the tensors away from sites.
    sweeps.forEach(Sweep::rest);
    editors.forget();
  }

  /**
   * Checks that all places that read a weight can read it in a format.
   *
   * @throws SottoException if one cannot
   */
  public static void check(LogicalWeight weight, NumberFormat format) {
    for (WeightSite site : weight.sites()) {
      if (site.form().slice().isPresent()) {
        throw SottoException.badInput(
            weight.role(), "is packed with others in one tensor, and cannot be quantised");
      }
      if (format instanceof BlockFormat blocks && !readsBlocks(site, blocks, weight.shape())) {
        throw SottoException.badInput(
            weight.role(),
            "is read by %s, which does not take %s of shape %s"
                .formatted(site.node().label(), format.label(), Arrays.toString(weight.shape())));
      }
    }
  }

  /** Whether a place can read a weight of {@code shape} in blocks of integers. */
  public static boolean readsBlocks(WeightSite site, BlockFormat format, long... shape) {
    Node node = site.node();
    if (node.is("Gather")) {
      return node.intAttribute("axis", 0) == 0
          && !site.form().transposed()
          && !format.zeroPoints()
          && shape[1] % format.size() == 0;
    }
    return node.is("MatMul")
        || (node.is("Transpose") && products(site).stream().allMatch(user -> user.is("MatMul")));
  }

  /** Has the products of a graph computed on floats instead of integers of 8 bits. */
  public static void computePrecisely(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.domain().equals(DOMAIN) && node.opType().equals(MATMUL)) {
        node.setAttribute(ACCURACY, new Attribute.Int(FLOATS));
      }
      node.subgraphs().values().forEach(Quantizing::computePrecisely);
    }
  }

  private static List<Node> products(WeightSite site) {
    return site.use().graph().nodes().stream()
        .filter(node -> node.inputs().contains(site.node().output()))
        .toList();
  }

  private void blocks(LogicalWeight weight, BlockFormat format) {
    for (WeightSite site : weight.sites()) {
      QuantizedMatrix matrix =
          stored
              .computeIfAbsent(site.owner(), owner -> new HashMap<>())
              .computeIfAbsent(weight.role(), role -> store(site, role, format));
      Node node = site.node();
      if (!done.add(node)) {
        continue;
      }
      Graph graph = site.use().graph();
      if (node.is("Gather")) {
        gather(graph, node, matrix);
      } else if (node.is("Transpose")) {
        List<Node> products = products(site);
        graph.nodes().remove(node);
        products.forEach(product -> multiply(graph, product, matrix));
      } else {
        multiply(graph, node, matrix);
      }
    }
  }

  private QuantizedMatrix store(WeightSite site, String role, BlockFormat format) {
    Graph owner = site.owner();
    GraphEditor editor = editors.of(owner);
    QuantizedMatrix matrix = rounding.apply(role, format);
    String like = site.use().value();
    Tensor levels = put(owner, editor.fresh(role + ".levels"), matrix.levels(), like);
    Tensor scales = put(owner, editor.fresh(role + ".scales"), matrix.scales(), like);
    Optional<Tensor> zeroPoints =
        matrix
            .zeroPoints()
            .map(points -> put(owner, editor.fresh(role + ".zero_points"), points, like));
    return new QuantizedMatrix(format, matrix.columns(), levels, scales, zeroPoints);
  }

  private static Tensor put(Graph owner, String name, Tensor tensor, String like) {
    Tensor named = tensor.withName(name);
    GraphEditor.store(owner, named, like);
    return named;
  }

  private static Node cast(String from, String to) {
    return new Node(
        to,
        "",
        "Cast",
        List.of(from),
        List.of(to),
        Map.of("to", new Attribute.Int(ElementType.FLOAT.onnxNumber())));
  }

  private static void multiply(Graph graph, Node product, QuantizedMatrix matrix) {
    List<String> inputs =
        new ArrayList<>(List.of(product.input(0), matrix.levels().name(), matrix.scales().name()));
    matrix.zeroPoints().ifPresent(points -> inputs.add(points.name()));
    Node packed =
        new Node(
            product.name(),
            DOMAIN,
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

  private void gather(Graph graph, Node gather, QuantizedMatrix matrix) {
    String like = gather.input(0);
    GraphEditor editor = editors.of(graph);
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
                DOMAIN,
                "GatherBlockQuantized",
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

  /** Keeps a stored tensor as float16, which is cast for its readers. */
  private void half(Place place, Tensor wide) {
    Graph owner = place.owner();
    String name = editors.of(owner).fresh(wide.name() + ".float16");
    put(owner, name, FloatData.narrow(wide), wide.name());
    owner.removeInitializer(wide.name());
    owner.inputs().removeIf((ValueInfo input) -> input.name().equals(wide.name()));
    redirect(owner, wide.name(), name);
  }

  /**
   * Casts in every graph that reads: where readers of a cast lie in branches alone, ONNX Runtime
   * 1.29 ends the process when it loads the file without constant folding.
   */
  private void redirect(Graph graph, String from, String half) {
    List<Node> readers =
        graph.nodes().stream().filter(node -> node.inputs().contains(from)).toList();
    if (!readers.isEmpty()) {
      String wide = editors.of(graph).fresh(from);
      for (Node reader : readers) {
        for (int input = 0; input < reader.inputs().size(); input++) {
          if (reader.input(input).equals(from)) {
            reader.setInput(input, wide);
          }
        }
      }
      graph.nodes().add(0, cast(half, wide));
    }
    for (Node node : graph.nodes()) {
      node.subgraphs().values().forEach(inner -> redirect(inner, from, half));
    }
  }
}
