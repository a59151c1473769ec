package dev.sotto.models.rewrite;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.FusedAttention;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Has an attention of the encoder be one operator, {@link FusedAttention}:
 *
 * <pre>
 *   q ── Reshape ── Transpose ── MatMul ── Softmax ── MatMul ── Transpose ── Reshape ── out_proj
 *   k ── Reshape ── Transpose ──┘                      │
 *   v ── Reshape ── Transpose ─────────────────────────┘
 *
 *   becomes  MultiHeadAttention(q, k, v) ── out_proj
 * </pre>
 *
 * <p>with multiplications by constants anywhere before the Softmax. What is spelled in another way,
 * or has scores that something else reads, stays as it is.
 */
final class AttentionFusing {
  private final WhisperModel model;
  private final Block block;
  private final Graph graph;
  private final Scope scope;

  private AttentionFusing(WhisperModel model, Block block, Graph graph) {
    this.model = model;
    this.block = block;
    this.graph = graph;
    this.scope = Scope.of(graph);
  }

  /**
   * Fuses an attention. What it leaves without a reader is to be swept out.
   *
   * @return whether it was spelled as it is known here
   */
  static boolean fuse(WhisperModel model, Block block) {
    List<WeightSite> sites =
        model.weight(block.id().role("out_proj.weight")).map(out -> out.sites()).orElse(List.of());
    boolean fused = false;
    for (WeightSite site : sites) {
      for (Node product : Quantizing.products(site)) {
        fused |= new AttentionFusing(model, block, site.use().graph()).fuse(product.input(0));
      }
    }
    return fused;
  }

  /** Data on its way back to where it begins, and what it was multiplied by. */
  private record Trace(String value, double scale) {}

  private boolean fuse(String merged) {
    Optional<Node> last = scope.producer(merged, "Reshape").filter(this::isOfThreeAxes);
    Optional<Node> context =
        last.map(reshape -> back(reshape.input(0), false))
            .flatMap(trace -> scope.producer(trace.value, "MatMul"));
    Optional<Node> softmax =
        context.flatMap(product -> scope.producer(product.input(0), "Softmax"));
    if (softmax.isEmpty() || !isOfKeysAlone(softmax.get())) {
      return false;
    }
    Trace scores = back(softmax.get().input(0), true);
    Optional<Node> product = scope.producer(scores.value, "MatMul");
    if (product.isEmpty()) {
      return false;
    }
    Trace queries = back(product.get().input(0), true);
    Trace keys = back(product.get().input(1), true);
    Trace values = back(context.get().input(1), false);
    if (!isOf(queries, "q_proj") || !isOf(keys, "k_proj") || !isOf(values, "v_proj")) {
      return false;
    }
    graph
        .nodes()
        .set(
            graph.nodes().indexOf(last.get()),
            FusedAttention.node(
                softmax.get().name(),
                block.groups(),
                (float) (scores.scale * queries.scale * keys.scale),
                queries.value,
                keys.value,
                values.value,
                merged));
    return true;
  }

  private boolean isOfThreeAxes(Node reshape) {
    String shape = reshape.input(1);
    return scope
        .constant(shape)
        .map(Tensor::elements)
        .or(() -> scope.producer(shape, "Concat").map(joined -> (long) joined.inputs().size()))
        .filter(axes -> axes == 3)
        .isPresent();
  }

  /** Whether shares are over the keys, and nothing but the product with values reads them. */
  private boolean isOfKeysAlone(Node softmax) {
    long axis = softmax.intAttribute("axis", 1);
    boolean leaves =
        graph.outputs().stream().anyMatch(output -> output.name().equals(softmax.output()));
    return (axis == -1 || axis == 3) && !leaves && scope.uses(softmax.output()).size() == 1;
  }

  /** Follows a value back to what is neither moved nor multiplied by a constant. */
  private Trace back(String from, boolean scaled) {
    String value = from;
    double scale = 1;
    while (true) {
      Node node = scope.producer(value).orElse(null);
      if (node == null) {
        return new Trace(value, scale);
      }
      if (node.is("Reshape") || node.is("Transpose") || node.is("Identity")) {
        value = node.input(0);
        continue;
      }
      OptionalLong constant = scaled ? factor(node) : OptionalLong.empty();
      if (constant.isEmpty()) {
        return new Trace(value, scale);
      }
      double number = number(node.input((int) constant.getAsLong())).orElseThrow();
      scale *= node.is("Div") ? 1 / number : number;
      value = node.input(1 - (int) constant.getAsLong());
    }
  }

  /** Which input of a multiplication or division is a constant number. */
  private OptionalLong factor(Node node) {
    if ((node.is("Mul") || node.is("Div")) && number(node.input(1)).isPresent()) {
      return OptionalLong.of(1);
    }
    return node.is("Mul") && number(node.input(0)).isPresent()
        ? OptionalLong.of(0)
        : OptionalLong.empty();
  }

  private OptionalDouble number(String value) {
    return scope
        .constant(value)
        .filter(tensor -> tensor.type() == ElementType.FLOAT && tensor.elements() == 1)
        .map(tensor -> OptionalDouble.of(tensor.bytes().getFloat()))
        .orElse(OptionalDouble.empty());
  }

  /** Whether data begins at a linear layer of the block, with its bias. */
  private boolean isOf(Trace trace, String layer) {
    List<String> ends = new ArrayList<>();
    model.weight(block.id().role(layer + ".weight")).stream()
        .flatMap(weight -> weight.sites().stream())
        .filter(site -> site.use().graph() == graph)
        .flatMap(site -> Quantizing.products(site).stream())
        .forEach(product -> ends.add(product.output()));
    Stream<String> begins =
        scope
            .producer(trace.value, "Add")
            .map(add -> add.inputs().stream())
            .orElse(Stream.of(trace.value));
    return begins.anyMatch(ends::contains);
  }
}
