package dev.sotto.models.build;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Attribute.Subgraph;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Block.Kind;
import dev.sotto.models.whisper.Block.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The merged decoder: {@code use_cache_branch} chooses between the form that reads the audio and
 * makes the caches, and the form that takes and extends them.
 */
final class DecoderGraph {
  private final WhisperConfig config;
  private final BuildWeights weights;
  private final Graph outer = new Graph("merged", null);

  DecoderGraph(WhisperConfig config, BuildWeights weights) {
    this.config = config;
    this.weights = weights;
  }

  Graph build() {
    outer
        .inputs()
        .add(
            Values.of(
                "input_ids",
                ElementType.INT64,
                Values.symbol("batch_size"),
                Values.symbol("decoder_sequence_length")));
    outer
        .inputs()
        .add(
            Values.of(
                "encoder_hidden_states",
                ElementType.FLOAT,
                Values.symbol("batch_size"),
                Values.symbol("encoder_sequence_length / 2"),
                Values.size(config.modelDim())));
    for (Cache cache : Cache.all(config)) {
      outer.inputs().add(declared(cache, cache.past(), "past_" + cache.length()));
    }
    outer.inputs().add(Values.of("use_cache_branch", ElementType.BOOL, Values.size(1)));
    Map<String, Attribute> branches = new LinkedHashMap<>();
    branches.put(
        "else_branch", new Subgraph(new DecoderBranch(config, weights, outer, false).build()));
    branches.put(
        "then_branch", new Subgraph(new DecoderBranch(config, weights, outer, true).build()));
    List<String> outputs = new ArrayList<>();
    outputs.add("logits");
    outer
        .outputs()
        .add(
            Values.of(
                "logits",
                ElementType.FLOAT,
                Values.symbol("batch_size"),
                Values.symbol("decoder_sequence_length"),
                Values.size(config.vocabularySize())));
    for (Cache cache : Cache.all(config)) {
      outputs.add(cache.present());
      outer.outputs().add(declared(cache, cache.present(), cache.length()));
    }
    outer
        .nodes()
        .add(new Node("optimum::if", "", "If", List.of("use_cache_branch"), outputs, branches));
    return outer;
  }

  private ValueInfo declared(Cache cache, String name, String length) {
    long width = weights.get(cache.block().role("k_proj.weight")).shape()[0];
    int headDim = config.modelDim() / config.decoderHeads();
    return Values.of(
        name,
        ElementType.FLOAT,
        Values.symbol("batch_size"),
        Values.size(width / headDim),
        Values.symbol(length),
        Values.size(headDim));
  }

  /** A cache of keys or values. */
  record Cache(Block block, boolean keys) {
    /** All caches, in the order in which exporters declare them. */
    static List<Cache> all(WhisperConfig config) {
      List<Cache> caches = new ArrayList<>();
      for (int layer = 0; layer < config.decoderLayers(); layer++) {
        for (Kind kind : List.of(Kind.SELF_ATTENTION, Kind.CROSS_ATTENTION)) {
          Block block = new Block(Stack.DECODER, layer, kind);
          caches.add(new Cache(block, true));
          caches.add(new Cache(block, false));
        }
      }
      return caches;
    }

    boolean isCross() {
      return block.kind() == Kind.CROSS_ATTENTION;
    }

    String past() {
      return "past_key_values." + suffix();
    }

    String present() {
      return "present." + suffix();
    }

    /** The symbol of its axis of positions. */
    String length() {
      return isCross() ? "encoder_sequence_length_out" : "decoder_sequence_length_all";
    }

    private String suffix() {
      return block.layer() + (isCross() ? ".encoder" : ".decoder") + (keys ? ".key" : ".value");
    }
  }
}
