package dev.sotto.models.build;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Attribute.Ints;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Block.Kind;
import dev.sotto.models.whisper.Block.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.List;
import java.util.Map;

/**
 * The encoder: {@code input_features [B, M, F]} to {@code last_hidden_state [B, S, D]}, {@code S =
 * F / 2}.
 */
final class EncoderGraph {
  private final WhisperConfig config;
  private final BuildWeights weights;
  private final AudioLength length;
  private final Graph graph = new Graph("main_graph", null);
  private final Nodes nodes = new Nodes(graph, graph);

  EncoderGraph(WhisperConfig config, BuildWeights weights, AudioLength length) {
    this.config = config;
    this.weights = weights;
    this.length = length;
  }

  Graph build() {
    boolean fixed = length == AudioLength.FIXED;
    Dim batch = new Dim.Symbol("batch_size");
    graph
        .inputs()
        .add(
            Values.of(
                "input_features",
                ElementType.FLOAT,
                batch,
                new Dim.Size(config.melBins()),
                fixed ? new Dim.Size(config.windowFrames()) : new Dim.Symbol("frames")));
    String x = positioned(convolved("input_features"));
    StackNodes stack = new StackNodes(nodes, weights, config.modelDim() / config.encoderHeads());
    for (int layer = 0; layer < config.encoderLayers(); layer++) {
      Block attention = new Block(Stack.ENCODER, layer, Kind.SELF_ATTENTION);
      String normalised = stack.norm(x, attention);
      x =
          stack.attention(
              x,
              normalised,
              stack.projected(normalised, attention, "k_proj"),
              stack.projected(normalised, attention, "v_proj"),
              null,
              attention);
      x = stack.feedForward(x, new Block(Stack.ENCODER, layer, Kind.FEED_FORWARD));
    }
    nodes.output(
        nodes.layerNorm("encoder/layer_norm", x, weights, "encoder.layer_norm"),
        "last_hidden_state");
    graph
        .outputs()
        .add(
            Values.of(
                "last_hidden_state",
                ElementType.FLOAT,
                batch,
                fixed
                    ? new Dim.Size(config.maxSourcePositions())
                    : new Dim.Symbol("encoder_sequence_length"),
                new Dim.Size(config.modelDim())));
    return graph;
  }

  /** [B, M, F] to [B, S, D]. */
  private String convolved(String features) {
    String x = features;
    for (int index = 1; index <= 2; index++) {
      String role = "encoder.conv" + index;
      long inputs = index == 1 ? config.melBins() : config.modelDim();
      Map<String, Attribute> attributes =
          Map.of(
              "kernel_shape", new Ints(List.of(3L)),
              "pads", new Ints(List.of(1L, 1L)),
              "strides", new Ints(List.of((long) index)));
      String convolved =
          nodes.node(
              role.replace('.', '/'),
              "Conv",
              attributes,
              x,
              nodes.weight(
                  role + ".weight", weights.get(role + ".weight", config.modelDim(), inputs, 3)),
              nodes.weight(role + ".bias", weights.get(role + ".bias", config.modelDim())));
      x = nodes.gelu("encoder/gelu" + index, convolved);
    }
    return nodes.transpose("encoder", x, 0L, 2L, 1L);
  }

  /** Adds the first {@code S} positions. */
  private String positioned(String x) {
    String role = "encoder.embed_positions.weight";
    String table =
        nodes.weight(role, weights.get(role, config.maxSourcePositions(), config.modelDim()));
    String name = "encoder/embed_positions";
    if (length == AudioLength.FIXED) {
      return nodes.node(name, "Add", x, table);
    }
    String size = nodes.node(name, "Gather", nodes.node(name, "Shape", x), nodes.integers(name, 1));
    String rows =
        nodes.node(name, "Slice", table, nodes.integers(name, 0), size, nodes.integers(name, 0));
    return nodes.node(name, "Add", x, rows);
  }
}
