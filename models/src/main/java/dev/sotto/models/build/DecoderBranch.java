package dev.sotto.models.build;

import dev.sotto.models.build.DecoderGraph.Cache;
import dev.sotto.models.graph.Attribute.Int;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Block.Kind;
import dev.sotto.models.whisper.Block.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Map;
import java.util.Optional;

/**
 * One form of the decoder.
 *
 * <p>Shapes: {@code B} batch, {@code T} tokens, {@code P} tokens in the cache, {@code S} audio
 * positions, {@code D} model width, {@code V} vocabulary.
 */
final class DecoderBranch {
  /** Takes a position out of a softmax; finite, as exporters have it. */
  private static final float MASKED = -3.4028235e38f;

  private static final String IDS = "input_ids";
  private static final String AUDIO = "encoder_hidden_states";

  private final WhisperConfig config;
  private final BuildWeights weights;
  private final boolean withPast;
  private final Graph graph;
  private final Nodes nodes;
  private final StackNodes stack;
  private final int headDim;

  DecoderBranch(WhisperConfig config, BuildWeights weights, Graph outer, boolean withPast) {
    this.config = config;
    this.weights = weights;
    this.withPast = withPast;
    this.graph = new Graph(withPast ? "with_past" : "no_past", outer);
    this.nodes = new Nodes(graph, outer);
    this.headDim = config.modelDim() / config.decoderHeads();
    this.stack = new StackNodes(nodes, weights, headDim);
  }

  Graph build() {
    String embedding =
        nodes.weight(
            "decoder.embed_tokens.weight",
            weights.get("decoder.embed_tokens.weight", config.vocabularySize(), config.modelDim()));
    String x = nodes.node("decoder/embed_tokens", "Gather", embedding, IDS); // [B, T, D]
    String from = pastLength();
    String to = nodes.node("decoder/positions", "Add", from, axisSize(IDS, 1));
    String rows = range(from, to);
    x = nodes.node("decoder/embed_positions", "Add", x, positions(rows)); // [B, T, D]
    String mask = mask(rows, to);
    for (int layer = 0; layer < config.decoderLayers(); layer++) {
      x = selfAttention(x, new Block(Stack.DECODER, layer, Kind.SELF_ATTENTION), mask);
      x = crossAttention(x, new Block(Stack.DECODER, layer, Kind.CROSS_ATTENTION));
      x = stack.feedForward(x, new Block(Stack.DECODER, layer, Kind.FEED_FORWARD));
    }
    x = nodes.layerNorm("decoder/layer_norm", x, weights, "decoder.layer_norm");
    nodes.output(nodes.node("proj_out", "MatMul", x, projection(embedding)), name("logits"));
    declareOutputs();
    return graph;
  }

  /** Branches name their outputs apart from those of the whole. */
  private String name(String output) {
    return output + (withPast ? "_then" : "_else");
  }

  private void declareOutputs() {
    declare(name("logits"));
    Cache.all(config).forEach(cache -> declare(name(cache.present())));
  }

  private void declare(String output) {
    graph.outputs().add(new ValueInfo(output, Optional.of(ElementType.FLOAT), Optional.empty()));
  }

  /** [D, V]: the embedding's transpose where it is tied. */
  private String projection(String embedding) {
    if (weights.has("proj_out.weight")) {
      return nodes.weight("proj_out.weight_in_out", weights.transposed("proj_out.weight"));
    }
    return nodes.transpose("proj_out", embedding, 1L, 0L);
  }

  /** A size as a number without axes. */
  private String axisSize(String value, int axis) {
    String name = "decoder/positions";
    return nodes.node(name, "Gather", nodes.node(name, "Shape", value), nodes.integer(name, axis));
  }

  private String pastLength() {
    if (!withPast) {
      return nodes.integer("decoder/positions", 0);
    }
    Block first = new Block(Stack.DECODER, 0, Kind.SELF_ATTENTION);
    return axisSize(new Cache(first, true).past(), 2);
  }

  private String range(String from, String to) {
    String name = "decoder/positions";
    return nodes.node(name, "Range", from, to, nodes.integer(name, 1));
  }

  /** [T, D]. */
  private String positions(String rows) {
    String role = "decoder.embed_positions.weight";
    String table =
        nodes.weight(role, weights.get(role, config.maxTargetPositions(), config.modelDim()));
    return nodes.node("decoder/embed_positions", "Gather", table, rows);
  }

  /** [T, P+T]: no token sees a later one. */
  private String mask(String rows, String to) {
    String name = "decoder/mask";
    String columns = range(nodes.integer(name, 0), to); // [P+T]
    String asColumn = nodes.node(name, "Unsqueeze", rows, nodes.integers(name, 1)); // [T, 1]
    String later = nodes.node(name, "Greater", columns, asColumn); // [T, P+T]
    return nodes.node(name, "Where", later, nodes.real(name, MASKED), nodes.real(name, 0));
  }

  private String selfAttention(String x, Block block, String mask) {
    String normalised = stack.norm(x, block);
    String keys = extended(normalised, block, true);
    String values = extended(normalised, block, false);
    return stack.attention(x, normalised, keys, values, mask, block);
  }

  /** The keys or values of all tokens so far, [B, H, P+T, K], which are also an output. */
  private String extended(String normalised, Block block, boolean keys) {
    Cache cache = new Cache(block, keys);
    String fresh = stack.projected(normalised, block, keys ? "k_proj" : "v_proj");
    String all =
        withPast
            ? nodes.node(
                StackNodes.name(block, "cache"),
                "Concat",
                Map.of("axis", new Int(2)),
                cache.past(),
                fresh)
            : fresh;
    nodes.output(all, name(cache.present()));
    return all;
  }

  private String crossAttention(String x, Block block) {
    String normalised = stack.norm(x, block);
    return stack.attention(x, normalised, crossed(block, true), crossed(block, false), null, block);
  }

  /** The keys or values of the audio: made from it once, then taken from the cache. */
  private String crossed(Block block, boolean keys) {
    Cache cache = new Cache(block, keys);
    if (!withPast) {
      String made = stack.projected(AUDIO, block, keys ? "k_proj" : "v_proj");
      nodes.output(made, name(cache.present()));
      return made;
    }
    // Runners keep the first form's; this one only fills the place.
    long width = weights.get(block.role("k_proj.weight")).shape()[0];
    graph.nodes().add(Nodes.emptyConstant(name(cache.present()), 0, width / headDim, 1, headDim));
    return cache.past();
  }
}
