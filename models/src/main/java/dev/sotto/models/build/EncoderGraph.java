package dev.sotto.models.build;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.export.optimum.OptimumNames;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The encoder: two convolutions, positions, layers, a closing normalisation.
 *
 * <p>{@code B} batch, {@code M} mel bins, {@code F} frames, {@code S} positions, {@code D} d_model.
 */
final class EncoderGraph {
  private static final int KERNEL = 3;

  private final Layers layers;
  private final WhisperConfig config;
  private final Frames frames;
  private final GraphBuilder at;

  private EncoderGraph(Layers layers, Frames frames) {
    this.layers = layers;
    this.config = layers.sizes().config();
    this.frames = frames;
    this.at = GraphBuilder.of(new Graph("main_graph", null), "/model/encoder");
  }

  static Graph build(Layers layers, Frames frames) {
    EncoderGraph encoder = new EncoderGraph(layers, frames);
    encoder.declare();
    encoder.nodes();
    return encoder.at.graph();
  }

  private void declare() {
    boolean fixed = frames == Frames.FIXED;
    Dim batch = new Dim.Symbol("batch_size");
    Dim length = fixed ? new Dim.Size(config.windowFrames()) : new Dim.Symbol("num_frames");
    Dim positions =
        fixed
            ? new Dim.Size(config.maxSourcePositions())
            : new Dim.Symbol("encoder_sequence_length");
    at.graph()
        .inputs()
        .add(floats(OptimumNames.FEATURES, batch, new Dim.Size(config.melBins()), length));
    at.graph()
        .outputs()
        .add(floats(OptimumNames.ENCODED, batch, positions, new Dim.Size(config.modelDim())));
  }

  private static ValueInfo floats(String name, Dim... dims) {
    return new ValueInfo(name, Optional.of(ElementType.FLOAT), Optional.of(List.of(dims)));
  }

  private void nodes() {
    // [B, M, F] -> [B, D, F] -> [B, D, S]
    String first = convolution(OptimumNames.FEATURES, "conv1", config.melBins(), 1);
    String second = convolution(first, "conv2", config.modelDim(), 2);
    // [B, S, D]
    String hidden = at.node("Transpose", GraphBuilder.permutation(0, 2, 1), second);
    hidden = at.node("Add", hidden, positions(hidden));
    for (int layer = 0; layer < config.encoder().layers(); layer++) {
      hidden = layer(hidden, layer);
    }
    layers.closingNorm(at, hidden, Stack.ENCODER, OptimumNames.ENCODED);
  }

  private String convolution(String input, String name, int channels, int stride) {
    String role = "encoder." + name;
    int out = config.modelDim();
    Map<String, Attribute> attributes = new TreeMap<>();
    attributes.put("dilations", new Attribute.Ints(List.of(1L)));
    attributes.put("group", new Attribute.Int(1));
    attributes.put("kernel_shape", new Attribute.Ints(List.of((long) KERNEL)));
    attributes.put("pads", new Attribute.Ints(List.of(1L, 1L)));
    attributes.put("strides", new Attribute.Ints(List.of((long) stride)));
    String result =
        at.at(name)
            .node(
                "Conv",
                attributes,
                input,
                layers.weight(at, role + ".weight", out, channels, KERNEL),
                layers.weight(at, role + ".bias", out));
    return layers.gelu(at, result);
  }

  /** The table {@code [S, D]}, or as much of it as the audio is long. */
  private String positions(String hidden) {
    String table =
        layers.weight(
            at, WhisperModel.FIXED_POSITIONS, config.maxSourcePositions(), config.modelDim());
    return frames == Frames.FIXED
        ? table
        : at.node("Slice", table, at.longs(0), at.listOf(at.size(hidden, 1)), at.longs(0));
  }

  private String layer(String input, int number) {
    GraphBuilder place = at.at("layers." + number);
    BlockId block = new BlockId(Stack.ENCODER, number, Kind.SELF_ATTENTION);
    String normed = layers.norm(place, input, block);
    AttentionNodes attention = new AttentionNodes(layers, place.at("self_attn"), block);
    String queries = attention.queries(normed);
    String keys = attention.keys(normed, Optional.empty());
    String values = attention.values(normed, Optional.empty());
    String attended = attention.attend(normed, queries, keys, values, Optional.empty());
    String hidden = place.node("Add", input, attended);
    return layers.feedForward(place, hidden, Stack.ENCODER, number);
  }
}
