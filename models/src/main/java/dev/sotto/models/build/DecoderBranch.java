package dev.sotto.models.build;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.optimum.OptimumNames;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Map;
import java.util.Optional;

/**
 * One form of the decoder. Without a past it makes all keys and values; with one it appends those
 * of the new tokens to the cache and takes those of the audio from it.
 *
 * <p>{@code B} batch, {@code T} new tokens, {@code P} tokens in the cache, {@code S} encoder
 * positions, {@code D} d_model, {@code H} heads, {@code K} head width, {@code V} vocabulary.
 */
final class DecoderBranch {
  private final Layers layers;
  private final WhisperConfig config;
  private final GraphBuilder at;
  private final boolean past;

  private DecoderBranch(Layers layers, Graph branch, boolean past) {
    this.layers = layers;
    this.config = layers.sizes().config();
    this.at = GraphBuilder.of(branch, "/model/decoder");
    this.past = past;
  }

  static void build(Layers layers, Graph branch, boolean past) {
    new DecoderBranch(layers, branch, past).nodes();
  }

  private void nodes() {
    int width = config.modelDim();
    String embedding =
        layers.weight(at, "decoder.embed_tokens.weight", config.vocabularySize(), width);
    String table =
        layers.weight(at, "decoder.embed_positions.weight", config.maxTargetPositions(), width);
    String start = past ? cached() : at.scalar(0);
    String added = at.size(OptimumNames.TOKENS, 1);
    String end = past ? at.node("Add", start, added) : added;
    // [T]: where the new tokens stand
    String range = at.node("Range", start, end, at.scalar(1));
    // [B, T, D]
    String hidden =
        at.node(
            "Add",
            at.at("embed_tokens").node("Gather", embedding, OptimumNames.TOKENS),
            at.at("embed_positions").node("Gather", table, range));
    String mask = mask(range, end);
    for (int layer = 0; layer < config.decoder().layers(); layer++) {
      hidden = layer(hidden, mask, layer);
    }
    String closed =
        layers.closingNorm(at, hidden, Stack.DECODER, "/model/decoder/layer_norm_output_0");
    String projection =
        layers.sizes().tied()
            ? at.node("Transpose", GraphBuilder.permutation(1, 0), embedding)
            : layers.transposed(at, Roles.PROJECTION, config.vocabularySize(), width);
    // [B, T, V]
    at.at("proj_out").nodeTo(OptimumNames.LOGITS, "MatMul", Map.of(), closed, projection);
  }

  /** {@code P}, as a number. */
  private String cached() {
    return at.size(
        OptimumNames.past(CachePort.Id.keys(new BlockId(Stack.DECODER, 0, Kind.SELF_ATTENTION))),
        2);
  }

  /**
   * What is added to the scores so that no token attends to a later one: {@code [T, P + T]}.
   *
   * @param range positions of the new tokens {@code [T]}
   * @param end {@code P + T}, as a number
   */
  private String mask(String range, String end) {
    String keys = at.node("Range", at.scalar(0), end, at.scalar(1));
    String seen =
        at.node(
            "LessOrEqual",
            at.node("Unsqueeze", keys, at.longs(0)),
            at.node("Unsqueeze", range, at.longs(1)));
    return at.node("Where", seen, at.real(0), at.real(-Float.MAX_VALUE));
  }

  private String layer(String input, String mask, int number) {
    GraphBuilder place = at.at("layers." + number);
    String hidden = selfAttention(place, input, mask, number);
    hidden = crossAttention(place, hidden, number);
    return layers.feedForward(place, hidden, Stack.DECODER, number);
  }

  private String selfAttention(GraphBuilder place, String input, String mask, int number) {
    BlockId block = new BlockId(Stack.DECODER, number, Kind.SELF_ATTENTION);
    String normed = layers.norm(place, input, block);
    AttentionNodes attention = new AttentionNodes(layers, place.at("self_attn"), block);
    String queries = attention.queries(normed);
    String keys = attention.keys(normed, newCache(CachePort.Id.keys(block)));
    String values = attention.values(normed, newCache(CachePort.Id.values(block)));
    if (past) {
      keys = append(place.at("self_attn"), CachePort.Id.keys(block), keys);
      values = append(place.at("self_attn"), CachePort.Id.values(block), values);
    }
    String attended = attention.attend(normed, queries, keys, values, Optional.of(mask));
    return place.node("Add", input, attended);
  }

  /** What the new keys or values are called: without a past they are the whole cache. */
  private Optional<String> newCache(CachePort.Id cache) {
    return past ? Optional.empty() : Optional.of(OptimumNames.present(cache));
  }

  /** {@code [B, H, P, K]} and {@code [B, H, T, K]} to {@code [B, H, P + T, K]}. */
  private static String append(GraphBuilder place, CachePort.Id cache, String added) {
    return place.nodeTo(
        OptimumNames.present(cache),
        "Concat",
        Map.of("axis", new Attribute.Int(-2)),
        OptimumNames.past(cache),
        added);
  }

  private String crossAttention(GraphBuilder place, String input, int number) {
    BlockId block = new BlockId(Stack.DECODER, number, Kind.CROSS_ATTENTION);
    String normed = layers.norm(place, input, block);
    AttentionNodes attention = new AttentionNodes(layers, place.at("encoder_attn"), block);
    String queries = attention.queries(normed);
    String keys;
    String values;
    if (past) {
      keys = OptimumNames.past(CachePort.Id.keys(block));
      values = OptimumNames.past(CachePort.Id.values(block));
      empty(place, CachePort.Id.keys(block), attention.heads());
      empty(place, CachePort.Id.values(block), attention.heads());
    } else {
      keys = attention.keys(OptimumNames.STATES, newCache(CachePort.Id.keys(block)));
      values = attention.values(OptimumNames.STATES, newCache(CachePort.Id.values(block)));
    }
    String attended = attention.attend(normed, queries, keys, values, Optional.empty());
    return place.node("Add", input, attended);
  }

  /**
   * Both branches must give every output, but keys and values of the audio do not change: runners
   * keep those of the first call and pass over this {@code [0, H, 1, K]}, as Optimum's merged
   * decoders give it.
   */
  private void empty(GraphBuilder place, CachePort.Id cache, int heads) {
    Tensor nothing =
        new Tensor(
            "",
            ElementType.FLOAT,
            new long[] {0, heads, 1, layers.sizes().headDim()},
            TensorData.ofFloats());
    place.nodeTo(
        OptimumNames.present(cache),
        "Constant",
        Map.of("value", new Attribute.TensorValue(nothing)));
  }
}
