package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Sweep;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.ChannelMatrix;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.quantize.WideFormat;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Has graphs compute on weights of few bits:
 *
 * <pre>
 *   MatMul(x, W [in, out])                  becomes  MatMulNBits(x, levels, scales)
 *   MatMul(x, Transpose(W [out, in]))       becomes  the same
 *   either of them, by channel              becomes  DynamicQuantizeMatMul(x, levels, scales)
 *   Gather(W [rows, columns], ids)          becomes  Reshape(GatherBlockQuantized(levels, ids, scales))
 *   whatever else reads W                   reads    Cast(float16 W), or Cast(int8 W) * scales
 *   attention of the encoder                becomes  MultiHeadAttention, see {@link AttentionFusing}
 * </pre>
 *
 * <p>A matrix that is gathered from and multiplied by, as a tied embedding is, is stored once:
 * three-dimensional levels, {@code [rows, blocks, bytes]}, are read by both operators without a
 * copy, the gathering along axis 2.
 */
public final class Quantizing {
  private final GraphEditor.PerGraph editors;
  private final BiFunction<String, BlockFormat, QuantizedMatrix> rounding;
  private final Map<Graph, Map<String, StoredWeight>> stored = new HashMap<>();
  private final Set<Node> done = new HashSet<>();

  /** A stored tensor. */
  private record Place(Graph owner, String name) {}

  /** What it is to become. */
  private record Spread(Tensor numbers, WideFormat format) {}

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
    if (fuse(model, formats)) {
      sweeps.forEach(Sweep::nodes);
    }
    Map<Place, Spread> spread = new LinkedHashMap<>();
    formats.forEach(
        (role, format) -> {
          LogicalWeight weight = model.weight(role).orElseThrow();
          if (format instanceof WideFormat wide) {
            weight
                .sites()
                .forEach(
                    site ->
                        spread.put(
                            new Place(site.owner(), site.use().value()),
                            new Spread(site.tensor(), wide)));
          } else {
            quantizing.integers(weight, format);
          }
        });
    // Last, as these take the tensors away from sites.
    spread.forEach(
        (place, stored) ->
            new StoredWide(place.owner(), editors).replace(stored.numbers(), stored.format()));
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
      if (site.form().slice().isPresent() && !(format instanceof HalfFormat)) {
        throw SottoException.badInput(
            weight.role(), "is packed with others in one tensor, and cannot be quantised");
      }
      if (!reads(site, format, weight.shape())) {
        throw SottoException.badInput(
            weight.role(),
            "is read by %s, which does not take %s of shape %s"
                .formatted(site.node().label(), format.label(), Arrays.toString(weight.shape())));
      }
    }
  }

  /** Whether a place can read a weight of {@code shape} in a format. */
  public static boolean reads(WeightSite site, NumberFormat format, long... shape) {
    Node node = site.node();
    if (format instanceof WideFormat) {
      return format instanceof HalfFormat || shape.length > 1;
    }
    if (node.is("Gather")) {
      return format instanceof BlockFormat blocks
          && node.intAttribute("axis", 0) == 0
          && !site.form().transposed()
          && !blocks.zeroPoints()
          && shape[1] % blocks.size() == 0;
    }
    return node.is("MatMul")
        || (node.is("Transpose") && products(site).stream().allMatch(user -> user.is("MatMul")));
  }

  /** The products that read a weight at a site. */
  static List<Node> products(WeightSite site) {
    Node node = site.node();
    return node.is("MatMul")
        ? List.of(node)
        : site.use().graph().nodes().stream()
            .filter(user -> user.inputs().contains(node.output()))
            .toList();
  }

  /**
   * Attentions whose queries are integers are of ONNX Runtime alone in any case; those of the
   * encoder become one operator, which takes less memory and time.
   */
  private static boolean fuse(WhisperModel model, Map<String, NumberFormat> formats) {
    boolean fused = false;
    for (Block block : model.blocks()) {
      NumberFormat format = formats.get(block.id().role("q_proj.weight"));
      if (block.id().stack() == Stack.ENCODER
          && block.id().kind() == Kind.SELF_ATTENTION
          && format != null
          && !(format instanceof WideFormat)) {
        fused |= AttentionFusing.fuse(model, block);
      }
    }
    return fused;
  }

  private void integers(LogicalWeight weight, NumberFormat format) {
    for (WeightSite site : weight.sites()) {
      StoredWeight matrix =
          stored
              .computeIfAbsent(site.owner(), owner -> new HashMap<>())
              .computeIfAbsent(weight.role(), role -> store(site, weight, format));
      Node node = site.node();
      if (!done.add(node)) {
        continue;
      }
      Graph graph = site.use().graph();
      if (node.is("Gather")) {
        matrix.gather(graph, node);
      } else if (node.is("Transpose")) {
        List<Node> products = products(site);
        graph.nodes().remove(node);
        products.forEach(product -> matrix.multiply(graph, product));
      } else {
        matrix.multiply(graph, node);
      }
    }
  }

  private StoredWeight store(WeightSite site, LogicalWeight weight, NumberFormat format) {
    Graph owner = site.owner();
    GraphEditor editor = editors.of(owner);
    String role = weight.role();
    String like = site.use().value();
    return format instanceof BlockFormat blocks
        ? StoredBlocks.store(rounding.apply(role, blocks), role, owner, like, editor)
        : StoredChannels.store(ChannelMatrix.nearest(weight.logical()), role, owner, like, editor);
  }
}
