package dev.sotto.models.build;

import dev.sotto.models.graph.Attribute.Int;
import dev.sotto.models.whisper.Block;
import java.util.Map;

/**
 * The parts that encoder and decoder share.
 *
 * <p>Shapes: {@code B} batch, {@code T} positions of queries, {@code S} positions of keys, {@code
 * D} model width, {@code H} heads, {@code K} width of a head.
 */
final class StackNodes {
  private final Nodes nodes;
  private final BuildWeights weights;
  private final int headDim;

  StackNodes(Nodes nodes, BuildWeights weights, int headDim) {
    this.nodes = nodes;
    this.weights = weights;
    this.headDim = headDim;
  }

  /** Keys or values of an attention, [B, S, D] to [B, H, S, K]. */
  String projected(String source, Block block, String projection) {
    return heads(
        nodes.linear(name(block, projection), source, weights, block.role(projection)),
        block,
        projection);
  }

  /**
   * An attention, with the residual added.
   *
   * @param x [B, T, D], as it comes into the block
   * @param normalised [B, T, D], {@code x} after its normalisation
   * @param keys [B, H, S, K]
   * @param values [B, H, S, K]
   * @param mask [T, S], or null for none
   */
  String attention(
      String x, String normalised, String keys, String values, String mask, Block block) {
    String name = name(block, "attention");
    String scaled =
        nodes.node(
            name(block, "q_proj"),
            "Mul",
            nodes.linear(name(block, "q_proj"), normalised, weights, block.role("q_proj")),
            nodes.real(name, (float) (1 / Math.sqrt(headDim))));
    String queries = heads(scaled, block, "q_proj");
    String scores =
        nodes.node(name, "MatMul", queries, nodes.transpose(name, keys, 0L, 1L, 3L, 2L));
    String masked = mask == null ? scores : nodes.node(name, "Add", scores, mask);
    String probabilities = nodes.node(name, "Softmax", Map.of("axis", new Int(-1)), masked);
    String mixed =
        nodes.transpose(name, nodes.node(name, "MatMul", probabilities, values), 0L, 2L, 1L, 3L);
    String joined = nodes.node(name, "Reshape", mixed, nodes.integers(name, 0, 0, -1));
    return nodes.node(
        name,
        "Add",
        x,
        nodes.linear(name(block, "out_proj"), joined, weights, block.role("out_proj")));
  }

  /** A feed-forward network with its normalisation and residual, [B, T, D] to the same. */
  String feedForward(String x, Block block) {
    String inner = nodes.linear(name(block, "fc1"), norm(x, block), weights, block.role("fc1"));
    String outer =
        nodes.linear(
            name(block, "fc2"),
            nodes.gelu(name(block, "activation_fn"), inner),
            weights,
            block.role("fc2"));
    return nodes.node(name(block, "fc2"), "Add", x, outer);
  }

  /** The normalisation before a block. */
  String norm(String x, Block block) {
    String role = block.normRole("weight");
    String layerNorm = role.substring(0, role.length() - ".weight".length());
    return nodes.layerNorm(layerNorm.replace('.', '/'), x, weights, layerNorm);
  }

  /** [B, S, H*K] to [B, H, S, K]; the number of heads is that of the weight. */
  private String heads(String x, Block block, String projection) {
    long width = weights.get(block.role(projection + ".weight")).shape()[0];
    String name = name(block, projection);
    String split =
        nodes.node(name, "Reshape", x, nodes.integers(name, 0, -1, width / headDim, headDim));
    return nodes.transpose(name, split, 0L, 2L, 1L, 3L);
  }

  static String name(Block block, String part) {
    return (block.name() + "." + part).replace('.', '/');
  }
}
