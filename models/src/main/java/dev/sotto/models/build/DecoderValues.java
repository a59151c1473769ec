package dev.sotto.models.build;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.optimum.OptimumNames;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The declared shapes of what goes into the decoder and comes out of it, which runners rely on. */
final class DecoderValues {
  private static final Dim BATCH = new Dim.Symbol("batch_size");
  private static final Dim LENGTH = new Dim.Symbol("decoder_sequence_length");
  private static final Dim SOURCE = new Dim.Symbol("encoder_sequence_length");

  private final Layers layers;

  DecoderValues(Layers layers) {
    this.layers = layers;
  }

  List<ValueInfo> inputs() {
    List<ValueInfo> inputs = new ArrayList<>();
    int width = layers.sizes().config().modelDim();
    inputs.add(value(OptimumNames.TOKENS, ElementType.INT64, BATCH, LENGTH));
    inputs.add(value(OptimumNames.STATES, ElementType.FLOAT, BATCH, SOURCE, new Dim.Size(width)));
    for (BlockId block : attentions()) {
      Dim cached =
          block.kind() == Kind.CROSS_ATTENTION
              ? SOURCE
              : new Dim.Symbol("past_decoder_sequence_length");
      inputs.add(cache(OptimumNames.past(CachePort.Id.keys(block)), block, cached));
      inputs.add(cache(OptimumNames.past(CachePort.Id.values(block)), block, cached));
    }
    inputs.add(value(OptimumNames.USE_CACHE, ElementType.BOOL, new Dim.Size(1)));
    return inputs;
  }

  List<ValueInfo> outputs() {
    List<ValueInfo> outputs = new ArrayList<>();
    int vocabulary = layers.sizes().config().vocabularySize();
    outputs.add(
        value(OptimumNames.LOGITS, ElementType.FLOAT, BATCH, LENGTH, new Dim.Size(vocabulary)));
    for (BlockId block : attentions()) {
      Dim cached =
          block.kind() == Kind.CROSS_ATTENTION
              ? SOURCE
              : new Dim.Symbol("past_decoder_sequence_length + decoder_sequence_length");
      outputs.add(cache(OptimumNames.present(CachePort.Id.keys(block)), block, cached));
      outputs.add(cache(OptimumNames.present(CachePort.Id.values(block)), block, cached));
    }
    return outputs;
  }

  private List<BlockId> attentions() {
    List<BlockId> blocks = new ArrayList<>();
    for (int layer = 0; layer < layers.sizes().config().decoder().layers(); layer++) {
      blocks.add(new BlockId(Stack.DECODER, layer, Kind.SELF_ATTENTION));
      blocks.add(new BlockId(Stack.DECODER, layer, Kind.CROSS_ATTENTION));
    }
    return blocks;
  }

  private ValueInfo cache(String name, BlockId block, Dim cached) {
    return value(
        name,
        ElementType.FLOAT,
        BATCH,
        new Dim.Size(AttentionNodes.heads(layers, block)),
        cached,
        new Dim.Size(layers.sizes().headDim()));
  }

  private static ValueInfo value(String name, ElementType type, Dim... dims) {
    return new ValueInfo(name, Optional.of(type), Optional.of(List.of(dims)));
  }
}
