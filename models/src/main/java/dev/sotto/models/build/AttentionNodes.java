package dev.sotto.models.build;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.whisper.BlockId;
import java.util.Map;
import java.util.Optional;

/**
 * One attention, in the form that PyTorch's scaled dot-product attention is exported in.
 *
 * <pre>
 *   x ── q_proj ── scale ── [B, T, H, K] ── [B, H, T, K] ──┐
 *   y ── k_proj ─────────── [B, S, H, K] ── [B, H, S, K] ──┴ MatMul ── mask ── Softmax ──┐
 *   y ── v_proj ─────────── [B, S, H, K] ── [B, H, S, K] ────────────────────────────────┴ MatMul ── out_proj
 * </pre>
 *
 * <p>{@code B} batch, {@code T} queries, {@code S} keys, {@code H} heads, {@code K} head width.
 */
final class AttentionNodes {
  private final Layers layers;
  private final GraphBuilder at;
  private final BlockId block;
  private final int heads;
  private final int headDim;

  /**
   * @param at the place of the attention
   * @throws SottoException if the query projection is not a whole number of heads wide
   */
  AttentionNodes(Layers layers, GraphBuilder at, BlockId block) {
    this.layers = layers;
    this.at = at;
    this.block = block;
    this.headDim = layers.sizes().headDim();
    this.heads = heads(layers, block);
  }

  /** The heads that the weights of {@code block} make. */
  static int heads(Layers layers, BlockId block) {
    Sizes sizes = layers.sizes();
    String role = block.role("q_proj.weight");
    int usual = sizes.usualHeads(block.stack()) * sizes.headDim();
    int width = layers.weights().outputs(role, usual);
    if (width == 0 || width % sizes.headDim() != 0) {
      throw SottoException.badInput(
          role,
          "expected a multiple of the head width " + sizes.headDim() + " outputs, found " + width);
    }
    return width / sizes.headDim();
  }

  int heads() {
    return heads;
  }

  /** {@code [B, T, D] -> [B, H, T, K]}, scaled by {@code K^-0.5}. */
  String queries(String input) {
    String projected =
        layers.linear(at.at("q_proj"), input, block.role("q_proj"), modelDim(), width());
    String scaled = at.node("Mul", projected, at.real((float) (1 / Math.sqrt(headDim))));
    String split =
        at.reshape(
            scaled,
            at.listOf(at.size(input, 0)),
            at.listOf(at.size(input, 1)),
            at.longs(-1),
            at.longs(headDim));
    return at.node("Transpose", GraphBuilder.permutation(0, 2, 1, 3), split);
  }

  /** {@code [B, S, D] -> [B, H, S, K]}; Whisper's keys have no bias. */
  String keys(String input, Optional<String> output) {
    String projected =
        layers.product(at.at("k_proj"), input, block.role("k_proj.weight"), modelDim(), width());
    return split(input, projected, output);
  }

  /** {@code [B, S, D] -> [B, H, S, K]}. */
  String values(String input, Optional<String> output) {
    String projected =
        layers.linear(at.at("v_proj"), input, block.role("v_proj"), modelDim(), width());
    return split(input, projected, output);
  }

  private String split(String input, String projected, Optional<String> output) {
    String split =
        at.reshape(
            projected,
            at.listOf(at.size(input, 0)),
            at.longs(-1),
            at.longs(heads),
            at.longs(headDim));
    var permutation = GraphBuilder.permutation(0, 2, 1, 3);
    return output.isPresent()
        ? at.nodeTo(output.get(), "Transpose", permutation, split)
        : at.node("Transpose", permutation, split);
  }

  /**
   * What the heads make of {@code values}, projected: {@code [B, T, D]}.
   *
   * @param input what the queries were made of
   * @param mask added to the scores {@code [B, H, T, S]}
   */
  String attend(String input, String queries, String keys, String values, Optional<String> mask) {
    String turned = at.node("Transpose", GraphBuilder.permutation(0, 1, 3, 2), keys);
    String scores = at.node("MatMul", queries, turned);
    String masked = mask.map(added -> at.node("Add", scores, added)).orElse(scores);
    String shares = at.node("Softmax", Map.of("axis", new Attribute.Int(-1)), masked);
    String context = at.node("MatMul", shares, values);
    String joined = at.node("Transpose", GraphBuilder.permutation(0, 2, 1, 3), context);
    String merged =
        at.reshape(
            joined, at.listOf(at.size(input, 0)), at.listOf(at.size(input, 1)), at.longs(-1));
    return layers.linear(at.at("out_proj"), merged, block.role("out_proj"), width(), modelDim());
  }

  private int width() {
    return heads * headDim;
  }

  private int modelDim() {
    return layers.sizes().config().modelDim();
  }
}
